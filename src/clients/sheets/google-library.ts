// A module of its own, so that it can be imported when it is needed: whether names of a CommonJS library are found by a
// dynamic import differs between Node, tsx and a bundle.
export { auth, sheets } from '@googleapis/sheets';
