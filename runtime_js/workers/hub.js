// The hub: keeps the workers in step with the pages. A worker runs only when it is told to, up to a virtual time; what it
// sends meanwhile is kept until every worker has done, and is then handed on in the order of the workers, not of its arrival.

/**
 * @typedef {object} Colleague a worker, as the hub sees it
 * @property {string} name
 * @property {string} owner the thread in which it was made
 * @property {MessagePort} control
 * @property {boolean} busy it is starting, or was told to run and has not done yet
 * @property {number} awaited connections of pages that it has not said it has taken
 * @property {boolean} called letters wait there that it has not read
 * @property {number} next when its next timer is due, in virtual milliseconds
 * @property {Letter[]} letters that it has sent since it was told to run
 * @property {[string, ImageBitmap][]} pictures of canvases that it draws
 */

const PAGES = "pages";

/**
 * @typedef {object} Pages what is done there with what comes from workers
 * @property {(letter: Letter) => void} receive
 * @property {(id: string, bitmap: ImageBitmap) => void} show
 * @property {(touched: Touched[]) => void} touch
 */

/**
 * @param {any} top the host's window
 * @param {Pages} pages
 */
function createHub(top, pages) {
  const wait = top.setTimeout.bind(top);
  /** @type {Map<string, Colleague>} in the order in which they were made, as far as one thread made them */
  const colleagues = new Map();
  /** @type {Map<string, string>} the thread of every end of a channel that has moved */
  const homes = new Map();
  let wake = () => {};

  const inOrder = () => [...colleagues.values()].sort((one, other) => (one.name < other.name ? -1 : 1));

  /** @param {Letter} letter */
  const destinations = ({ to }, /** @type {string} */ from) => {
    if ("port" in to) return [homes.get(to.port) ?? to.port.slice(0, to.port.lastIndexOf(":"))];
    if ("scope" in to) return [to.scope];
    if ("owner" in to) return [colleagues.get(to.owner)?.owner ?? PAGES];
    if ("broadcast" in to) return [PAGES, ...colleagues.keys()].filter((thread) => thread !== from);
    return [];
  };

  /** @param {string} name */
  const drop = (name) => {
    colleagues.get(name)?.control.close();
    colleagues.delete(name);
    for (const other of colleagues.values()) if (other.owner === name) drop(other.name);
    wake();
  };

  /** @param {Colleague} colleague @param {any} said */
  const hear = (colleague, said) => {
    if (said.kind === "letter") colleague.letters.push(said.letter);
    if (said.kind === "born") adopt(said.name, colleague.name, said.control);
    if (said.kind === "closed") {
      colleague.next = Infinity;
      colleague.busy = false;
      closed.add(colleague.name);
    }
    if (said.kind === "connected") {
      colleague.awaited -= 1;
      colleague.called = true;
    }
    if (said.kind === "done") {
      colleague.busy = false;
      colleague.next = said.next ?? Infinity;
      colleague.pictures = said.pictures;
      if (said.touched) pages.touch(said.touched);
    }
    wake();
  };
  /** @type {Set<string>} those that have closed themselves and whose last letters are to be handed on */
  const closed = new Set();

  /** @param {string} name @param {string} owner @param {MessagePort} control */
  function adopt(name, owner, control) {
    /** @type {Colleague} */
    const colleague = { name, owner, control, busy: true, awaited: 0, called: false, next: Infinity, letters: [], pictures: [] };
    colleagues.set(name, colleague);
    control.onmessage = ({ data }) => hear(colleague, data);
  }

  /** @param {Letter} letter @param {string} from */
  function route(letter, from) {
    if ("terminate" in letter.to) drop(letter.to.terminate);
    for (const thread of destinations(letter, from)) {
      for (const [, id] of letter.moved) homes.set(id, thread);
      const colleague = colleagues.get(thread);
      if (thread === PAGES) pages.receive(letter);
      else if (colleague) {
        colleague.control.postMessage({ kind: "letter", letter }, letter.list);
        colleague.called = true;
      }
    }
  }

  /** @param {Colleague} colleague */
  const dueOf = ({ busy, awaited, called, letters, next }) => (busy || awaited > 0 || called || letters.length > 0 ? -Infinity : next);
  const busy = () => inOrder().some((colleague) => colleague.busy || colleague.awaited > 0);

  return {
    /** A worker was made. @returns {MessagePort} its port to the hub @param {string} name @param {string} owner */
    create(name, owner) {
      const { port1, port2 } = new top.MessageChannel();
      adopt(name, owner, port1);
      return port2;
    },
    /** A page speaks to a shared worker: it will say when it has heard. @param {string} name @param {string} end its id */
    expect(name, end) {
      homes.set(end, name);
      const colleague = colleagues.get(name);
      if (colleague) colleague.awaited += 1;
    },
    route,
    /** Whether there is any worker. */
    get any() {
      return colleagues.size > 0;
    },
    /** When one has something to do, in virtual milliseconds: -Infinity for at once, Infinity for never. */
    get nextDue() {
      return Math.min(...inOrder().map(dueOf));
    },
    /** Tells those that have something to do to run up to a time. @param {number} time virtual milliseconds */
    run(time) {
      if (busy()) return;
      for (const colleague of inOrder()) {
        if (!colleague.called && colleague.next > time + SAME_TIME) continue;
        colleague.called = false;
        colleague.busy = true;
        colleague.control.postMessage({ kind: "run", time });
      }
    },
    /** A frame begins. @param {number} frame @param {number} time virtual milliseconds */
    beginFrame(frame, time) {
      for (const colleague of inOrder()) {
        colleague.called = false;
        colleague.busy = true;
        colleague.control.postMessage({ kind: "frame", frame, time });
      }
    },
    /**
     * Waits until all have done, then hands on what they have sent.
     * @param {number} milliseconds of real time to wait at most
     * @returns {Promise<boolean>} whether they have
     */
    async collect(milliseconds) {
      if (busy()) {
        await new Promise((resolve) => {
          wake = () => busy() || resolve(undefined);
          wait(resolve, milliseconds);
        });
      }
      if (busy()) return false;
      for (const colleague of inOrder()) {
        for (const letter of colleague.letters.splice(0)) route(letter, colleague.name);
        for (const [id, bitmap] of colleague.pictures.splice(0)) pages.show(id, bitmap);
      }
      for (const name of closed) drop(name);
      closed.clear();
      return true;
    },
  };
}
