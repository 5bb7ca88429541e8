// GIF, APNG, WebP and AVIF that move: the browser's own decoder gives each frame and its length.

// https://wicg.github.io/ and the formats leave it open: Chromium, as others, plays a frame of 10 ms or less for 100.
const SHORTEST_FRAME = 10;
const LENGTH_OF_SHORT_FRAME = 100;
// Stills that are kept for a picture's next round; those of longer ones are made anew.
const BYTES_KEPT = 64e6;

/**
 * A picture that moves: its still for each time since it began.
 * @typedef {object} Movement
 * @property {boolean} vector
 * @property {(elapsed: number, fragments: Iterable<string>) => Promise<Still>} at milliseconds since it began
 */

/**
 * @param {any} top the host's window
 * @param {ReturnType<typeof createStills>} makeStill
 * @returns {(bytes: ArrayBuffer, type: string) => Promise<Movement | null>} null for a picture that does not move
 */
function createRasters(top, makeStill) {
  const { ImageDecoder, OffscreenCanvas } = top;

  /** @param {any} image a VideoFrame @returns {Promise<Blob>} */
  const encode = (image) => {
    const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.convertToBlob(); // PNG
  };

  return async (bytes, type) => {
    const decoder = new ImageDecoder({ data: bytes, type: type === "image/apng" ? "image/png" : type });
    await decoder.tracks.ready;
    const track = decoder.tracks.selectedTrack;
    if (track.animated) await decoder.completed; // by then all its frames are counted
    const count = track.frameCount;
    if (!track.animated || count < 2) {
      decoder.close();
      return null;
    }
    const rounds = track.repetitionCount + 1;
    /** @type {number[]} when each frame ends, as far as it is known: lengths are known of decoded frames only */
    const ends = [];
    /** @type {Map<number, Still>} by frame, the latest used last */
    const stills = new Map();
    let bytesKept = 0;

    /** Decodes up to the frame that is shown at a time, or to the last one. @param {number} time milliseconds */
    const learn = async (time) => {
      while (ends.length < count && (ends.at(-1) ?? 0) <= time) {
        const { image } = await decoder.decode({ frameIndex: ends.length });
        const length = (image.duration ?? 0) / 1000;
        image.close();
        ends.push((ends.at(-1) ?? 0) + (length <= SHORTEST_FRAME ? LENGTH_OF_SHORT_FRAME : length));
      }
    };
    /** @param {number} elapsed milliseconds @returns {Promise<number>} */
    const frameAt = async (elapsed) => {
      const time = elapsed + SAME_TIME; // a frame that begins at a video frame's time is shown in it, however times round
      await learn(time);
      const total = ends[count - 1] ?? Infinity;
      if (time >= total * rounds) return count - 1;
      const inRound = total === Infinity ? time : time % total;
      return ends.findIndex((end) => inRound < end);
    };

    return {
      vector: false,
      async at(elapsed, fragments) {
        const frame = await frameAt(elapsed);
        let still = stills.get(frame);
        if (still) {
          stills.delete(frame);
        } else {
          const { image } = await decoder.decode({ frameIndex: frame });
          still = await makeStill(await encode(image), fragments);
          image.close();
          bytesKept += still.size;
        }
        stills.set(frame, still);
        // The first is what begins anew, the last two may be on screen.
        for (const [old, one] of stills) {
          if (bytesKept <= BYTES_KEPT || stills.size <= 3) break;
          if (old === 0) continue;
          stills.delete(old);
          bytesKept -= one.size;
          one.forget();
        }
        return still;
      },
    };
  };
}
