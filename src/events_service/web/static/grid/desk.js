// What can be done with sessions, by whatever hand: choose, hold, move, leave, park, swap, undo.
import {announce} from './frame.js';
import {History, inverse, stands} from './history.js';
import {HOUR, STEP, USUAL_LENGTH, USUAL_ZOOM, ZOOMS, daysBetween, DAY} from './measures.js';
import * as places from './places.js';
import {conflictsAt, inConflict} from './conflicts.js';

const ZOOM = 'grid zoom';

export class Desk {
  constructor({parts, words, plan, board, tray, edits}) {
    Object.assign(this, {parts, words, plan, board, tray, edits});
    this.history = new History();
    this.lengths = new Map();
    this.held = this.chosen = this.swapping = this.judged = null;
    this.watchers = [];
  }

  // What is shown around a session learns of every change.
  watch(watcher) { this.watchers.push(watcher); }
  changed() { for (const watcher of this.watchers) watcher(); }

  get day() { return this.board.day; }
  session(uid) { return this.plan.sessions.get(uid); }
  placeOf(uid) { return this.board.placeOf(uid); }
  said(uid, place = this.placeOf(uid)) { return this.words.place(this.plan, place, this.day); }
  conflicts(uid) { return conflictsAt(this.session(uid), this.placeOf(uid), this.plan); }

  // What is in a session's way, in one line, and whether it is more than a hint: as the server's list has it, where that
  // is of now; else by the same rules here.
  findings(uid) {
    const held = this.held?.uid === uid;
    if (this.judged && !held && this.judged.has(uid)) return {text: this.words.listed(this.judged.get(uid).map(({text}) => text)), bad: true};
    const found = this.conflicts(uid).filter(({severity}) => !this.judged || held || severity === 'hint');
    return {text: this.words.conflicts(this.plan, found), bad: found.some(({severity}) => severity !== 'hint')};
  }
  judge(found) {
    this.judged = new Map();
    for (const conflict of found) for (const uid of conflict.uids) this.judged.set(uid, [...this.judged.get(uid) ?? [], conflict]);
    this.mark();
    this.changed();
  }

  speak(text) { announce(this.parts, text); }

  // Days and sizes

  show(day, {first = false} = {}) {
    if (day !== this.day) this.judged = null;
    this.board.show(day, this.held);
    this.tray.show(this.held);
    for (const tab of document.querySelectorAll('.tabs [data-day]')) {
      if (tab.dataset.day === day) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    if (first) this.board.scrollToFirst();
    this.rove(this.chosen);
    this.mark();
    this.changed();
  }

  // To another day; what is held comes along.
  goTo(day) {
    if (!this.plan.days.includes(day) || day === this.day) return;
    const by = daysBetween(this.day, day) * DAY;
    const along = this.held && this.held.how !== 'pointer' && places.isTimed(this.held.place);
    if (along) this.held.place = places.movedBy(this.held.place, by);
    history.replaceState(null, '', `?day=${day}`);
    this.show(day);
    if (along) this.reveal(this.held.uid, true);
    this.speak(along ? this.sayHeld() : this.words.day(day));
  }
  goBy(days) { this.goTo(this.plan.days[this.plan.days.indexOf(this.day) + days]); }

  zoomBy(by) {
    const zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.board.zoom + by));
    this.board.setZoom(zoom);
    try { localStorage.setItem(ZOOM, zoom); } catch { /* it is this page's size alone, then */ }
    this.parts.smaller.disabled = zoom === 0;
    this.parts.larger.disabled = zoom === ZOOMS.length - 1;
  }
  zoomAsBefore() {
    let zoom = USUAL_ZOOM;
    try { zoom = Number(localStorage.getItem(ZOOM) ?? USUAL_ZOOM); } catch { /* the usual one */ }
    this.board.setZoom(ZOOMS[zoom] ? zoom : USUAL_ZOOM);
    this.zoomBy(0);
  }

  // Choosing and holding

  choose(uid, focus = false) {
    this.chosen = uid;
    this.rove(uid);
    if (focus) this.reveal(uid, true);
    this.changed();
  }

  // One block is reached by Tab, the arrow keys lead to the others.
  rove(uid) {
    const block = this.board.blocks.get(uid);
    if (this.lit !== block) { this.lit?.classList.remove('chosen'); block?.classList.add('chosen'); }
    this.lit = block;
    const reached = block ?? (this.reached?.isConnected ? this.reached : this.parts.field.firstElementChild);
    if (this.reached !== reached) {
      if (this.reached) this.reached.tabIndex = -1;
      if (reached) reached.tabIndex = 0;
    }
    this.reached = reached;
  }

  reveal(uid, focus = false) {
    const element = this.board.blocks.get(uid) ?? this.tray.item(uid);
    element?.scrollIntoView({block: 'nearest', inline: 'nearest'});
    if (focus) element?.focus({preventScroll: true});
  }

  // `how`: 'keys', 'buttons' or 'pointer'. What waits is placed where one looks, but by the pointer.
  pickUp(uid, how) {
    if (!this.edits || !this.session(uid)) return;
    if (this.held) this.putBack();
    this.stopSwap();
    const from = this.plan.at(uid);
    this.held = {uid, how, from, place: from};
    this.chosen = uid;
    this.board.hold(this.held);
    if (how !== 'pointer' && !places.isTimed(from)) {
      this.held.place = this.placed(uid);
      this.redraw(uid);
    }
    this.light(true);
    this.rove(uid);
    if (how !== 'pointer') this.reveal(uid, how === 'keys');
    this.changed();
    if (how === 'keys') this.speak(`${this.words.say('picked', {session: this.words.name(this.session(uid))})} ${this.said(uid)}`);
  }

  // Where one looks: the first room and half hour in sight.
  placed(uid) {
    const {board} = this.parts;
    const [step, wide] = this.board.measures;
    const start = this.board.begin + Math.ceil(board.scrollTop / step * STEP / (HOUR / 2)) * (HOUR / 2);
    const column = Math.min(this.plan.rooms.length - 1, Math.ceil(Math.abs(board.scrollLeft) / wide - .5));
    return places.startingAt({...places.NOWHERE, room: this.plan.roomAt(column)}, start, this.lengthOf(uid));
  }
  lengthOf(uid) { return places.lengthOf(this.plan.at(uid)) ?? this.lengths.get(uid) ?? (places.isTimed(this.plan.at(uid)) ? null : USUAL_LENGTH); }

  hold(place) {
    if (!this.held || places.same(place, this.held.place)) return;
    const timed = places.isTimed(this.held.place);
    this.held.place = place;
    this.redraw(this.held.uid, timed !== places.isTimed(place));
    this.light(true);
    this.changed();
  }

  // By keys and buttons: another place, told in words.
  nudge(change, how) {
    const uid = this.held?.uid ?? this.chosen;
    if (!uid || !this.edits) return;
    if (!this.held) this.pickUp(uid, how);
    if (!this.held || !places.isTimed(this.held.place)) return;
    const place = change(this.held.place);
    const day = this.plan.dayOf(place);
    if (day !== this.day && !this.plan.days.includes(day)) return;
    if (day !== this.day) { this.held.place = place; this.show(day); } else this.hold(place);
    this.reveal(uid, how === 'keys');
    this.speak(this.sayHeld());
  }
  sayHeld() {
    const found = this.conflicts(this.held.uid);
    return `${this.said(this.held.uid)}. ${this.words.conflicts(this.plan, found)}`;
  }

  roomBy(by) {
    return (place) => {
      const column = Math.min(this.plan.rooms.length - 1, Math.max(0, this.plan.columnOf(place) + by));
      return places.inRoom(place, this.plan.roomAt(column));
    };
  }

  drop() {
    const held = this.release();
    if (!held) return;
    if (places.same(held.from, held.place)) {
      this.redraw(held.uid, true);
      this.speak(this.words.say('putBack', {session: this.words.name(this.session(held.uid)), place: this.said(held.uid)}));
    } else this.commit([{uid: held.uid, before: held.from, after: held.place}]);
    this.reveal(held.uid, held.how === 'keys');
    this.changed();
  }

  putBack() {
    const held = this.release();
    if (!held) return;
    const day = this.plan.dayOf(held.from);
    if (day && day !== this.day && held.how !== 'pointer') this.show(day);
    this.redraw(held.uid, true);
    this.reveal(held.uid, held.how === 'keys');
    this.changed();
    this.speak(this.words.say('putBack', {session: this.words.name(this.session(held.uid)), place: this.said(held.uid)}));
  }

  release() {
    const {held} = this;
    this.held = null;
    this.board.hold(null);
    this.light(false);
    if (held) this.board.blocks.get(held.uid)?.classList.remove('held');
    return held;
  }

  // A held session is set off, and so is the head of the room it is over.
  light(on) {
    const block = this.held && this.board.blocks.get(this.held.uid);
    block?.classList.add('held');
    block?.classList.toggle('bad', this.conflicts(this.held.uid).some(({severity}) => severity !== 'hint'));
    this.board.target(on && block ? Number(block.dataset.column) : null);
  }

  redraw(uid, trayToo = true) {
    this.board.update(uid);
    if (trayToo) this.tray.show(this.held);
    this.rove(this.chosen);
  }

  // Acts

  park(uid) {
    if (!this.edits) return;
    const held = this.held?.uid === uid ? this.release() : null;
    const before = held?.from ?? this.plan.at(uid);
    if (!places.isTimed(before)) { this.redraw(uid); this.changed(); return; }
    this.commit([{uid, before, after: places.parked(before, this.plan.dayChange)}]);
    this.choose(uid, true);
  }

  startSwap(uid) {
    if (!this.edits) return;
    if (this.held) this.putBack();
    this.swapping = uid;
    this.choose(uid);
    this.parts.root.classList.add('swapping');
    this.speak(this.words.say('swapChoose', {session: this.words.name(this.session(uid))}));
  }
  stopSwap() {
    if (!this.swapping) return;
    this.swapping = null;
    this.parts.root.classList.remove('swapping');
    this.changed();
  }

  swapWith(other) {
    const uid = this.swapping;
    this.stopSwap();
    if (!uid || uid === other) return;
    const [one, two] = [this.plan.at(uid), this.plan.at(other)];
    const lengths = [uid, other].map((each) => this.lengthOf(each));
    const [first, second] = places.exchanged(one, two, lengths);
    this.commit([{uid, before: one, after: first}, {uid: other, before: two, after: second}]);
    this.choose(uid, true);
  }

  // After a move onto another session: that one gets the place this one came from.
  swapInstead() {
    const last = this.history.acts.at(-1);
    const [uid, other] = [this.chosen, this.taken()];
    if (!other || last?.moves.length !== 1 || last.moves[0].uid !== uid) return;
    const [here, there] = [this.plan.at(uid), this.plan.at(other)];
    const [first, second] = places.exchanged(last.moves[0].before, there, [this.lengthOf(uid), this.lengthOf(other)]);
    this.commit([{uid, before: here, after: first}, {uid: other, before: there, after: second}]);
    this.choose(uid, true);
  }
  // The one session whose room the chosen one was just moved into; none where there are several.
  taken() {
    const last = this.history.acts.at(-1);
    if (this.held || !this.chosen || last?.moves.length !== 1 || last.moves[0].uid !== this.chosen || !places.isTimed(last.moves[0].before)) return null;
    const others = this.session(this.chosen) ? this.conflicts(this.chosen).filter(({word}) => word === 'roomTaken') : [];
    return others.length === 1 ? others[0].other : null;
  }

  undo() {
    if (this.held) { this.putBack(); return; }
    const act = this.history.pop();
    const name = (number) => this.words.name(this.session(act.moves[number].uid));
    if (!act) this.speak(this.words.say('undoNothing'));
    else if (!stands(act, this.plan)) this.speak(this.words.say('undoLate', {session: name(0)}));
    else {
      const {moves} = inverse(act);
      const day = this.plan.dayOf(moves[0].after);
      this.apply(moves);
      if (day && day !== this.day) this.show(day);
      this.choose(moves[0].uid, true);
      this.speak(moves.length > 1
        ? this.words.say('undoneSeveral', {session: name(0), other: name(1)})
        : this.words.say('undone', {session: name(0), place: this.said(moves[0].uid)}));
    }
    this.changed();
  }

  commit(moves) {
    this.history.push({moves});
    this.apply(moves);
    const [{uid, after}] = moves;
    const name = this.words.name(this.session(uid));
    if (moves.length > 1) this.speak(this.words.say('swapped', {session: name, other: this.words.name(this.session(moves[1].uid))}));
    else if (!places.isTimed(after)) this.speak(this.words.say('parked', {session: name}));
    else {
      const found = this.conflicts(uid);
      const moved = this.words.say('moved', {session: name, place: this.said(uid)});
      this.speak(found.length ? `${moved}. ${this.words.conflicts(this.plan, found)}` : moved);
    }
  }

  // On screen at once, and on its way to the server.
  apply(moves) {
    let tray = false;
    this.judged = null;
    for (const {uid, before, after} of moves) {
      if (places.lengthOf(before) !== null) this.lengths.set(uid, places.lengthOf(before));
      tray ||= places.isTimed(before) !== places.isTimed(after);
      this.plan.put(uid, after);
      this.board.update(uid);
    }
    if (tray) this.tray.show();
    this.rove(this.chosen);
    this.mark();
    this.saving.add({moves});
  }

  // What stands in a conflict is marked a moment later: the move itself is on screen first.
  mark() {
    cancelAnimationFrame(this.marking);
    this.marking = requestAnimationFrame(() => setTimeout(() => {
      const today = this.plan.on(this.day);
      const uids = this.judged ? new Set(today.map(({uid}) => uid).filter((uid) => this.judged.has(uid))) : inConflict(today, this.plan);
      this.board.markConflicts(uids);
      this.parts.clashes.hidden = !uids.size;
      this.parts.clashes.textContent = this.words.say('conflictsToday', {count: uids.size});
      if (this.held) this.light(true);
    }));
  }

  // Others have moved sessions, or the server has refused what was done here.
  renew(data, kept) {
    const moved = this.plan.take(data, kept);
    this.judged = null;
    this.history.forget(new Set(moved));
    if (this.held && !this.session(this.held.uid)) this.release();
    if (!this.session(this.chosen)) this.chosen = null;
    if (!this.plan.days.includes(this.day)) this.board.day = this.plan.days[0];
    this.show(this.day);
    return moved;
  }
}
