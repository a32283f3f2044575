// What is seen of the plan: the day, the size, the chosen session, what is in the way of whom.
import {conflictsAt, inConflict} from './conflicts.js';
import {announce} from './frame.js';
import {History} from './history.js';
import {DAY, USUAL_ZOOM, ZOOMS, daysBetween} from './measures.js';
import * as places from './places.js';

const ZOOM = 'grid zoom';

export class Sight {
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
