// A small event: three rooms in two venues, on two days.
import {Plan} from './grid/plan.js';

export const DATA = {
  version: 7, days: ['2018-11-20', '2018-11-21'], opens: '2018-11-20', closes: '2018-11-21', dayChange: 0, betweenVenues: 15,
  rooms: [
    {uid: 'hall', name: 'Hall', venueUid: 'palace', places: 100},
    {uid: 'annex', name: 'Annex', venueUid: 'palace', available: [['2018-11-20T08:00', '2018-11-20T12:00']]},
    {uid: 'tent', name: 'Tent', venueUid: 'garden'},
  ],
  tracks: ['Water'], people: [{name: 'Amina'}, {name: 'Badr', available: [['2018-11-20T11:00', '2018-11-20T18:00']]}], bodies: [{name: 'ARM'}],
  sessions: [
    {uid: 'a', etag: '"a-1"', code: 'SOU 1', title: 'Water', start: '2018-11-20T10:00', end: '2018-11-20T11:00', room: 0, people: [0], bodies: [0], setup: 30, audience: 120},
    {uid: 'b', etag: '"b-1"', code: 'SOU 2', title: 'Roads', start: '2018-11-20T11:00', end: '2018-11-20T12:00', room: 2, people: [0]},
    {uid: 'c', etag: '"c-1"', title: 'Waiting', day: '2018-11-21', note: {en: 'in the morning'}},
    {uid: 'd', etag: '"d-1"', code: 'SOU 4', title: 'Cancelled', start: '2018-11-20T10:00', end: '2018-11-20T11:00', room: 0, cancelled: true},
  ],
};
export const plan = (changes = {}) => new Plan(structuredClone({...DATA, ...changes}));
