// Acts on their way to the server: one after the other, kept until it has answered, never lost without a word.
import {written} from './places.js';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const COMES_BACK = new Set([429, 500, 502, 503, 504]);

// An act is {moves: [{uid, before, after, etag}]}. `tell` learns of 'saving', 'saved', 'waiting' and 'loggedOut'.
export class Saving {
  constructor({send, etagOf, tell, saved, clashed, refused, keep, wait = (act, milliseconds) => setTimeout(act, milliseconds), unwait = (timer) => clearTimeout(timer)}) {
    Object.assign(this, {send, etagOf, tell, saved, clashed, refused, keep, wait, unwait});
    this.queue = [];
    this.count = 0;
    this.running = false;
    this.delay = FIRST_WAIT;
    this.timer = null;
  }

  get idle() { return !this.queue.length && !this.running; }
  uids() { return new Set(this.queue.flatMap(({moves}) => moves.map(({uid}) => uid))); }

  // Each move is based on the state it was made from; one that follows another, on what that will have made.
  add(act) {
    this.count += 1;
    const underway = this.uids();
    const moves = act.moves.map((move) => ({...move, etag: underway.has(move.uid) ? null : this.etagOf(move.uid)}));
    this.queue.push({...act, moves});
    return this.run();
  }

  // Acts that were kept from another time, with the states they were based on.
  restore(acts) {
    this.queue.push(...acts);
    return this.run();
  }

  // Now, rather than when it is tried next.
  hurry() {
    this.delay = FIRST_WAIT;
    return this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    this.unwait(this.timer);
    while (this.queue.length) {
      this.tell('saving');
      const act = this.queue[0];
      const answer = await this.send(act.moves.map((move) => ({session: move.uid, etag: move.etag ?? this.etagOf(move.uid), ...written(move.after)}))).catch(() => null);
      if (!answer || COMES_BACK.has(answer.status)) {
        this.later(answer?.retryAfter);
        break;
      }
      if (answer.status === 401) {
        this.keep(this.queue);
        this.tell('loggedOut');
        break;
      }
      this.delay = FIRST_WAIT;
      if (answer.status === 200) {
        this.queue.shift();
        this.saved(act, answer.body.items);
      } else {
        const given = this.withdraw(act);
        await (answer.status === 412 ? this.clashed(given) : this.refused(given, answer.body?.detail ?? ''));
      }
      this.keep(this.queue);
      if (!this.queue.length) this.tell('saved');
    }
    this.running = false;
  }

  later(seconds) {
    this.keep(this.queue);
    this.tell('waiting');
    const wait = seconds ? seconds * 1000 : this.delay;
    this.delay = Math.min(this.delay * 2, LONGEST_WAIT);
    this.timer = this.wait(() => this.run(), wait);
  }

  // The act, and those behind it that were based on it. Gives where each of its sessions was to end up.
  withdraw(act) {
    const uids = new Set(act.moves.map(({uid}) => uid));
    const wanted = new Map();
    this.queue = this.queue.filter((other) => {
      const hit = other === act || other.moves.some(({uid}) => uids.has(uid));
      if (hit) for (const {uid, after} of other.moves) { uids.add(uid); wanted.set(uid, after); }
      return !hit;
    });
    return wanted;
  }
}
