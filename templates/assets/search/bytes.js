// Shards as bytes: fetched, unpacked, read number by number (the formats: generator/search/encoding.py).

/** A cursor over a shard. */
export class Bytes {
  /** @param {Uint8Array} content */
  constructor(content) {
    this.content = content;
    this.at = 0;
  }

  /** The next number: seven bits a byte, lowest first. */
  number() {
    return this.numbers(1)[0];
  }

  /** @param {number} count */
  numbers(count) {
    const found = new Uint32Array(count);
    const { content } = this;
    let { at } = this;
    for (let place = 0; place < count; place++) {
      let byte = content[at++];
      let number = byte & 0x7f;
      for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
        byte = content[at++];
        number += (byte & 0x7f) * scale;
      }
      found[place] = number;
    }
    this.at = at;
    return found;
  }

  /** Rising positions that were written as gaps. @param {number} count */
  rising(count) {
    const found = this.numbers(count);
    let last = -1;
    for (let place = 0; place < count; place++) found[place] = last += found[place] + 1;
    return found;
  }

  /** Impacts: all low bytes, then all high parts. @param {number} count */
  impacts(count) {
    const lows = this.take(count);
    const found = this.numbers(count);
    for (let place = 0; place < count; place++) found[place] = lows[place] + found[place] * 0x100;
    return found;
  }

  /** @param {number} size */
  take(size) {
    return this.content.subarray(this.at, (this.at += size));
  }

  /** @param {number} size of the text in bytes */
  text(size) {
    return new TextDecoder().decode(this.take(size));
  }
}

/** The content of a shard. @param {string} address */
export async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return unpacked(await answer.arrayBuffer());
}

/** Some hosts unpack a shard on the way, so what counts is how it begins. @param {ArrayBuffer} packed */
export async function unpacked(packed) {
  let content = new Uint8Array(packed);
  if (content[0] === 0x1f && content[1] === 0x8b) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    content = new Uint8Array(await new Response(stream).arrayBuffer());
  }
  return content[0] === 1 ? content.subarray(1) : content;
}

const NAME = "abcdefghijklmnopqrstuvwxyz234567";

/** Five bytes as the eight characters of a file's name. @param {Uint8Array} bytes */
export function nameOf(bytes) {
  let name = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) name += NAME[(held >> (bits - 5)) & 31];
  }
  return name;
}

/** The CRC-32 of a text, under which exact names are found. @param {string} text */
export function crc32(text) {
  let sum = -1;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
