// Where a session is: {start, end, room, day, note, folds}. Values; what changes one gives another.
import {DAY, STEP, USUAL_LENGTH, localOf, minutesOf, dayOf} from './measures.js';

export const NOWHERE = {start: null, end: null, room: null, day: null, note: {}, folds: [0, 0]};

export const read = (said, rooms) => ({
  start: minutesOf(said.start),
  end: minutesOf(said.end),
  room: said.room === undefined ? null : rooms[said.room].uid,
  day: said.day ?? null,
  note: said.note ?? {},
  folds: said.folds ?? [0, 0],
});

// As the API takes it, whole: whatever was there before is replaced.
export const written = (place) => ({
  start_local: localOf(place.start),
  end_local: localOf(place.end),
  start_fold: place.folds[0],
  end_fold: place.folds[1],
  day: place.day,
  time_note: place.note,
  room: place.room,
});

// As the API answers it.
export const answered = (item) => ({
  start: minutesOf(item.start_local),
  end: minutesOf(item.end_local),
  room: item.room,
  day: item.day,
  note: item.time_note,
  folds: [item.start_fold, item.end_fold],
});

export const same = (a, b) => JSON.stringify(written(a)) === JSON.stringify(written(b));
export const isTimed = (place) => place.start !== null;
export const lengthOf = (place) => place.start === null || place.end === null ? null : place.end - place.start;

// Begins at another time and keeps its length.
export function startingAt(place, start, length = lengthOf(place)) {
  return {...NOWHERE, room: place.room, start, end: length === null ? null : start + length};
}
export const inRoom = (place, room) => ({...place, room});
export const movedBy = (place, minutes) => isTimed(place) ? startingAt(place, place.start + minutes) : place;

// Ends at another time, a step after it begins at least and within a day of it.
export function endingAt(place, end) {
  if (!isTimed(place)) return place;
  return {...place, end: Math.min(place.start + DAY, Math.max(place.start + STEP, end)), folds: [place.folds[0], 0]};
}
export const longerBy = (place, minutes) => endingAt(place, (place.end ?? place.start) + minutes);

// Out of the timetable: the day it was on stays known.
export function parked(place, dayChange) {
  return isTimed(place) ? {...NOWHERE, day: dayOf(place.start, dayChange)} : place;
}

// Two sessions change places; each keeps its length, and what had no time yet gets the usual one.
export function exchanged(one, other, lengths = [lengthOf(one), lengthOf(other)]) {
  const take = (place, length) => isTimed(place) ? startingAt(place, place.start, length) : {...place};
  return [take(other, lengths[0] ?? (isTimed(one) ? null : USUAL_LENGTH)), take(one, lengths[1] ?? (isTimed(other) ? null : USUAL_LENGTH))];
}
