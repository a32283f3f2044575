// What cannot be, or had better not be, where a session stands or is held. The rules are those of the server's list.
import {DAY} from './measures.js';

const MOMENT = 1;
const ORDER = {error: 0, warning: 1, hint: 2};

// Conflicts of one session at a place, the gravest first: {word, severity, other, room, name}.
export function conflictsAt(session, place, plan) {
  if (session.cancelled || place.start === null) return [];
  const found = [...alone(session, place, plan)];
  const own = spanOf(session, place);
  const margin = plan.betweenVenues;
  for (const other of plan.meeting(session, place.room)) {
    const there = other.place;
    if (other.cancelled || there.start === null) continue;
    const their = spanOf(other, there);
    const meet = own.start < their.end && their.start < own.end;
    if (place.room !== null && place.room === there.room) {
      const about = {other: other.uid, room: place.room};
      if (meet) found.push({word: 'roomTaken', severity: 'error', ...about});
      else if (own.setUp < their.end && their.start < own.start) found.push({word: 'setUpOwn', severity: 'warning', ...about});
      else if (their.setUp < own.end && own.start < their.start) found.push({word: 'setUp', severity: 'warning', ...about});
    }
    if (meet) {
      for (const person of shared(session.people, other.people)) found.push({word: 'person', severity: 'error', other: other.uid, name: plan.people[person].name});
      for (const body of shared(session.bodies, other.bodies)) found.push({word: 'organizer', severity: 'hint', other: other.uid, name: plan.bodies[body].name});
    } else if (own.start - their.end < margin && their.start - own.end < margin && far(place, there, plan)) {
      for (const person of shared(session.people, other.people)) found.push({word: 'tooFar', severity: 'warning', other: other.uid, name: plan.people[person].name});
    }
  }
  return found.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

// The uids of those sessions that stand in a conflict graver than a hint.
export function inConflict(sessions, plan) {
  return new Set(sessions.filter((session) => conflictsAt(session, session.place, plan).some(({severity}) => severity !== 'hint')).map(({uid}) => uid));
}

function* alone(session, place, plan) {
  const opens = Date.parse(plan.opens) / 60000;
  const closes = Date.parse(plan.closes) / 60000 + DAY + plan.dayChange;
  if (place.start < opens || place.start >= closes) yield {word: 'outside', severity: 'error'};
  const {start, end} = spanOf(session, place);
  const room = place.room === null ? null : plan.room(place.room);
  if (room && !isThere(room.available, start, end)) yield {word: 'roomAway', severity: 'error', room: place.room};
  if (room?.places !== undefined && session.audience > room.places) yield {word: 'tooSmall', severity: 'warning', room: place.room, places: room.places, audience: session.audience};
  for (const number of session.people) {
    const person = plan.people[number];
    if (!isThere(person.available, start, end)) yield {word: 'personAway', severity: 'error', name: person.name};
  }
}

function spanOf(session, place) {
  const end = place.end !== null && place.end > place.start ? place.end : place.start + MOMENT;
  return {start: place.start, end, setUp: place.start - (session.setup ?? 0)};
}

// Spans are joined where they touch, so that one of them holds it all or none does.
function isThere(spans, start, end) {
  return !spans || spans.some(([from, to]) => from <= start && end <= to);
}

function far(place, there, plan) {
  const [one, other] = [place.room, there.room].map((room) => room === null ? undefined : plan.room(room)?.venueUid);
  return one !== undefined && other !== undefined && one !== other;
}

function* shared(mine, theirs) {
  if (mine.length && theirs.length) for (const number of mine) if (theirs.includes(number)) yield number;
}
