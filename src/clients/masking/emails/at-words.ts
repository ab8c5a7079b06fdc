/** What stands for «@», in the form of comparisons. */
export const ats: ReadonlySet<string> = new Set(
  '@ собака собачка собачку собаку собаки собачки песик обезьяна эт ат at'.split(' '),
);
