export type Labels<Key extends string> = { [key in Key]: string };

/** One label for every key, and the compiler says which is missing. */
export const labels = <Key extends string>(all: Labels<Key>): Labels<Key> => all;
