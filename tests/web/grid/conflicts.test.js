import assert from 'node:assert/strict';
import test from 'node:test';
import {conflictsAt, inConflict} from './grid/conflicts.js';
import {minutesOf} from './grid/measures.js';
import {NOWHERE} from './grid/places.js';
import {plan} from './fixture.js';

const at = (start, end, room) => ({...NOWHERE, start: minutesOf(start), end: minutesOf(end), room});
const found = (uid, place, of = plan()) => conflictsAt(of.sessions.get(uid), place, of).map(({word, severity, other}) => [word, severity, other]);

test('nothing is in the way of what has no time, or is cancelled', () => {
  assert.deepEqual(found('c', NOWHERE), []);
  assert.deepEqual(found('d', at('2018-11-20T10:00', '2018-11-20T11:00', 'hall')), []);
});

test('a room is taken, or being prepared', () => {
  assert.deepEqual(found('c', at('2018-11-20T10:55', '2018-11-20T11:30', 'hall')), [['roomTaken', 'error', 'a']]);
  assert.deepEqual(found('c', at('2018-11-20T11:00', '2018-11-20T11:30', 'hall')), []);
  assert.deepEqual(found('c', at('2018-11-20T09:00', '2018-11-20T09:40', 'hall')), [['setUp', 'warning', 'a']]);
  assert.deepEqual(found('c', at('2018-11-20T09:00', '2018-11-20T09:30', 'hall')), []);
  assert.deepEqual(found('b', at('2018-11-20T10:30', null, null), plan()).map(([word]) => word), ['person']);
});

test('the one who comes later waits until the room is free to be prepared', () => {
  const late = found('a', at('2018-11-20T12:15', '2018-11-20T13:00', 'tent'));
  assert.deepEqual(late.filter(([word]) => word === 'setUpOwn'), [['setUpOwn', 'warning', 'b']]);
});

test('a person is in two places, or has too little time between two venues', () => {
  assert.deepEqual(found('b', at('2018-11-20T10:30', '2018-11-20T11:30', 'tent')), [['person', 'error', 'a']]);
  assert.deepEqual(found('b', at('2018-11-20T11:00', '2018-11-20T12:00', 'tent')), [['tooFar', 'warning', 'a']]);
  assert.deepEqual(found('b', at('2018-11-20T11:15', '2018-11-20T12:00', 'tent')), []);
  assert.deepEqual(found('b', at('2018-11-20T11:00', '2018-11-20T11:30', 'annex')), []);
});

test('an organization twice at a time is a hint, and no mark', () => {
  const of = plan();
  of.sessions.get('c').bodies = [0];
  of.index();
  assert.deepEqual(found('c', at('2018-11-20T10:00', '2018-11-20T11:00', 'tent'), of), [['organizer', 'hint', 'a']]);
});

test('outside the days, and when a room or a person is not there', () => {
  assert.deepEqual(found('c', at('2018-11-19T10:00', '2018-11-19T11:00', 'hall')), [['outside', 'error', undefined]]);
  assert.deepEqual(found('c', at('2018-11-22T00:00', '2018-11-22T01:00', 'hall')), [['outside', 'error', undefined]]);
  assert.deepEqual(found('c', at('2018-11-20T11:30', '2018-11-20T12:05', 'annex')), [['roomAway', 'error', undefined]]);
  const of = plan();
  of.sessions.get('c').people = [1];
  assert.deepEqual(found('c', at('2018-11-20T10:55', '2018-11-20T12:00', 'tent'), of).map(([word]) => word), ['personAway', 'roomTaken']);
});

test('a room is too small for whom one expects', () => {
  assert.deepEqual(found('a', at('2018-11-20T14:00', '2018-11-20T15:00', 'hall')), [['tooSmall', 'warning', undefined]]);
});

test('those of a day that stand in a conflict graver than a hint', () => {
  const of = plan();
  assert.deepEqual([...inConflict(of.on('2018-11-20'), of)], ['a', 'b']);
  of.put('b', at('2018-11-20T12:00', '2018-11-20T13:00', 'tent'));
  of.sessions.get('a').audience = 50;
  assert.deepEqual([...inConflict(of.on('2018-11-20'), of)], []);
});
