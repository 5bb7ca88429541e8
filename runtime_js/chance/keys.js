// Keys that `crypto.subtle` makes: they can be exported, and so are a source of chance. The browser makes one as it would,
// and so checks what it was asked; then a key of the same kind is read from bytes of the seed, and handed out instead.
// What can't be had from bytes (RSA keys), and what a signature or an encryption draws for itself, is told of.

/** Object identifiers of curves and key algorithms (RFC 5480, RFC 8410), and the bytes of a private key. */
const CURVES = {
  "P-256": { oid: "06072a8648ce3d0201" + "06082a8648ce3d030107", bytes: 32, first: 0xff },
  "P-384": { oid: "06072a8648ce3d0201" + "06052b81040022", bytes: 48, first: 0xff },
  "P-521": { oid: "06072a8648ce3d0201" + "06052b81040023", bytes: 66, first: 0x01 },
  Ed25519: { oid: "06032b6570", bytes: 32, first: 0xff },
  X25519: { oid: "06032b656e", bytes: 32, first: 0xff },
};
// Bytes of the seed of a key of the module-lattice standards (FIPS 203 and 204).
const SEEDS = { "ML-DSA": 32, "ML-KEM": 64 };
const DRAWING = ["ECDSA", "RSA-PSS", "RSA-OAEP", "ML-DSA", "ML-KEM"];
// A scalar that is not below the order of its curve is refused; of P-256 one in four milliards is.
const MOST_TRIES = 8;

/**
 * @param {any} scope a window, or the global object of a worker
 * @param {(label: string) => () => number} createStream 32 random bits at a time, from the seed
 * @param {(what: string) => void} tell of what is let through and nobody holds
 */
function installKeys(scope, createStream, tell) {
  const prototype = scope.SubtleCrypto?.prototype;
  if (!prototype) return;
  const { generateKey, importKey, exportKey, getPublicKey } = prototype;
  let made = 0;

  /** @param {number} length @param {() => number} bits */
  const draw = (length, bits) => Uint8Array.from({ length }, () => bits() >>> 24);

  /** @param {SubtleCrypto} subtle @param {CryptoKey} native @param {() => number} bits */
  const secretKey = (subtle, native, bits) => {
    const algorithm = /** @type {any} */ (native.algorithm);
    const format = algorithm.length === undefined ? "raw-secret" : "raw";
    const bytes = draw(Math.ceil((algorithm.length ?? 256) / 8), bits);
    return importKey.call(subtle, format, bytes, algorithm, native.extractable, native.usages);
  };

  /** @param {SubtleCrypto} subtle @param {CryptoKeyPair} native @param {any} curve @param {() => number} bits */
  const pairOnCurve = async (subtle, { privateKey, publicKey }, curve, bits) => {
    const { algorithm } = privateKey;
    for (let tries = 1; ; tries += 1) {
      const scalar = draw(curve.bytes, bits);
      scalar[0] &= curve.first;
      const document = privateKeyInfo(curve.oid, scalar);
      try {
        const open = await importKey.call(subtle, "pkcs8", document, algorithm, true, privateKey.usages);
        const { kty, crv, x, y } = await exportKey.call(subtle, "jwk", open);
        const point = { kty, crv, x, y };
        return {
          privateKey: await importKey.call(subtle, "pkcs8", document, algorithm, privateKey.extractable, privateKey.usages),
          publicKey: await importKey.call(subtle, "jwk", point, algorithm, true, publicKey.usages),
        };
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
      }
    }
  };

  /** @param {SubtleCrypto} subtle @param {CryptoKeyPair} native @param {number} length @param {() => number} bits */
  const pairOfSeed = async (subtle, native, length, bits) => {
    const { algorithm, extractable, usages } = native.privateKey;
    const privateKey = await importKey.call(subtle, "raw-seed", draw(length, bits), algorithm, extractable, usages);
    return { privateKey, publicKey: await getPublicKey.call(subtle, privateKey, native.publicKey.usages) };
  };

  const replacements = {
    /** @this {SubtleCrypto} @param {any[]} given */
    async generateKey(...given) {
      made += 1;
      const bits = createStream(`key ${made}`);
      const native = await generateKey.apply(this, given);
      const { algorithm } = native.privateKey ?? native;
      const seed = lookUp(SEEDS, algorithm.name);
      const curve = lookUp(CURVES, algorithm.namedCurve ?? algorithm.name);
      if (native.type === "secret") return secretKey(this, native, bits);
      if (curve) return pairOnCurve(this, native, curve, bits);
      if (seed) return pairOfSeed(this, native, seed, bits);
      tell(`a key of ${algorithm.name}, made by crypto.subtle.generateKey,`);
      return native;
    },
  };
  replaceFunction(prototype, "generateKey", replacements.generateKey);

  for (const [name, place] of Object.entries({ sign: 1, encrypt: 1, wrapKey: 2, encapsulateBits: 1, encapsulateKey: 1 })) {
    const native = prototype[name];
    const { replacement } = {
      /** @this {SubtleCrypto} @param {any[]} given */
      replacement(...given) {
        const algorithm = String(given[place]?.algorithm?.name);
        if (DRAWING.some((drawing) => algorithm.startsWith(drawing))) tell(`crypto.subtle.${name} with ${algorithm},`);
        return native.apply(this, given);
      },
    };
    if (native) replaceFunction(prototype, name, replacement);
  }

  const { RTCPeerConnection } = scope;
  const nativeCertificate = RTCPeerConnection?.generateCertificate;
  if (!nativeCertificate) return;
  replaceFunction(RTCPeerConnection, "generateCertificate", (/** @type {any[]} */ ...given) => {
    tell("a certificate of RTCPeerConnection,");
    return nativeCertificate.apply(RTCPeerConnection, given);
  });
}

/** @template T @param {Record<string, T>} table @param {string} name @returns {T | undefined} by the beginning of a name */
const lookUp = (table, name) => Object.entries(table).find(([beginning]) => name.startsWith(beginning))?.[1];

/**
 * A private key without its public one, as RFC 5208 and RFC 8410 write it; the browser works that out.
 * @param {string} oid of algorithm and curve, as hexadecimal DER @param {Uint8Array} scalar
 */
function privateKeyInfo(oid, scalar) {
  /** @param {number} tag @param {ArrayLike<number>[]} parts */
  const element = (tag, ...parts) => {
    const content = parts.flatMap((part) => Array.from(part));
    const length = content.length < 128 ? [content.length] : [0x81, content.length];
    return [tag, ...length, ...content];
  };
  const identifier = element(0x30, (oid.match(/../g) ?? []).map((digits) => parseInt(digits, 16)));
  const octets = element(0x04, scalar);
  // On a curve of RFC 5480 the key is a sequence of its own (RFC 5915).
  const key = oid.startsWith("0603") ? octets : element(0x30, element(0x02, [1]), octets);
  return new Uint8Array(element(0x30, element(0x02, [0]), identifier, element(0x04, key)));
}
