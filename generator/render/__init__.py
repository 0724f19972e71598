"""Pages into bytes: templates, Markdown made safe, assets, logos."""
