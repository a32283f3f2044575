// What was done last, to be undone. Values in and out; who undoes asks first whether it still stands.
import {same} from './places.js';

const MOST = 50;

export class History {
  constructor() { this.acts = []; }
  get empty() { return !this.acts.length; }
  push(act) { this.acts.push(act); if (this.acts.length > MOST) this.acts.shift(); }
  pop() { return this.acts.pop(); }
  forget(uids) { this.acts = this.acts.filter(({moves}) => !moves.some(({uid}) => uids.has(uid))); }
}

export const inverse = ({moves}) => ({moves: moves.map(({uid, before, after}) => ({uid, before: after, after: before}))});
export const stands = ({moves}, plan) => moves.every(({uid, after}) => same(plan.at(uid), after));
