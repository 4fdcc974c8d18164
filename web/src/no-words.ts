/** Stands for the components' English words where the page brings all words of its language. */
export const english = {}
