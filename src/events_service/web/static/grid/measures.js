// Wall times as minutes since 1970, days, and the grid's measures. Nothing here knows a page.
export const STEP = 5;
export const HOUR = 60;
export const DAY = 1440;
// Pixels for a step, and for a room.
export const ZOOMS = [[3, 92], [4, 120], [6, 152], [9, 196], [14, 256]];
export const USUAL_ZOOM = 2;
// What a session without an end is drawn as, and what one gets that never had a length.
export const SHORTEST_SHOWN = 15;
export const USUAL_LENGTH = 60;

export const minutesOf = (local) => local ? Date.parse(local + 'Z') / 60000 : null;
export const localOf = (minutes) => minutes === null ? null : new Date(minutes * 60000).toISOString().slice(0, 16);
export const snap = (minutes) => Math.round(minutes / STEP) * STEP;

// A conference day begins at its change of day: what is before that belongs to the day before.
export const beginOf = (day, dayChange) => Date.parse(day) / 60000 + dayChange;
export const dayOf = (minutes, dayChange) => new Date((minutes - dayChange) * 60000).toISOString().slice(0, 10);
export const daysBetween = (day, other) => (Date.parse(other) - Date.parse(day)) / 86400000;

// Sessions of one room that overlap stand side by side: which lane each is in, of how many.
export function lanesOf(spans) {
  const lanes = new Map();
  let group = [];
  let until = -Infinity;
  const close = () => {
    const wide = Math.max(...group.map(({lane}) => lane)) + 1;
    for (const {uid, lane} of group) lanes.set(uid, [lane, wide]);
    group = [];
  };
  for (const {uid, start, end} of [...spans].sort((a, b) => a.start - b.start || b.end - a.end || (a.uid < b.uid ? -1 : 1))) {
    if (start >= until && group.length) close();
    const taken = new Set(group.filter((other) => other.end > start).map(({lane}) => lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    group.push({uid, lane, end});
    until = Math.max(until, end);
  }
  if (group.length) close();
  return lanes;
}

// The room and the step under a point of the field. Rooms run as the page is read.
export function spotAt(point, box, [step, wide], columns, rightToLeft) {
  const across = rightToLeft ? box.right - point.x : point.x - box.left;
  const column = Math.min(columns - 1, Math.max(0, Math.floor(across / wide)));
  return {column, minutes: (point.y - box.top) / step * STEP};
}
