/** Loads a library of this folder's package, wherever the bundle of the benchmark lies. */
export const load = (name) => import(name);
