export interface Operator {
  readonly surname: string;
  readonly firstName: string;
  readonly patronymic: string;
  readonly department: 1 | 2;
  /** Login in the directory; empty where only the name can match. */
  readonly directoryLogin: string;
  readonly office: string;
  readonly supervisor: string;
  readonly active: boolean;
  /** Shares its first two name words with a colleague of the department. */
  readonly namesake: boolean;
  readonly female: boolean;
  /** 0..1, the middle of the quality of this operator's calls. */
  readonly skill: number;
}

type Mark = '' | 'namesake' | 'inactive';

/** name | directory login | office | supervisor | skill | mark */
const rows: readonly [1 | 2, string, string, string, string, number, Mark][] = [
  [1, 'Малев Сергей Васильевич', 'malev.sv', 'Самара', 'Ярцева Инна Павловна', 0.82, ''],
  [1, 'Ёлкина Алёна Петровна', 'elkina.ap', 'Самара', 'Ярцева Инна Павловна', 0.7, ''],
  [1, 'Гордеев Никита Олегович', 'gordeev.no', 'Самара', 'Ярцева Инна Павловна', 0.35, ''],
  [1, 'Шубина Татьяна Игоревна', 'shubina.ti', 'Самара', 'Ярцева Инна Павловна', 0.6, ''],
  [1, 'Кравец Павел Андреевич', '', 'Самара', 'Ярцева Инна Павловна', 0.5, ''],
  [1, 'Бессонова Юлия Сергеевна', 'bessonova.us', 'Казань', 'Дроздов Артур Маратович', 0.9, ''],
  [1, 'Тагиров Ильдар Рашидович', 'tagirov.ir', 'Казань', 'Дроздов Артур Маратович', 0.45, ''],
  [1, 'Соловьёв Артём Юрьевич', 'soloviev.au', 'Казань', 'Дроздов Артур Маратович', 0.25, ''],
  [1, 'Нефёдова Дарья Максимовна', '', 'Казань', 'Дроздов Артур Маратович', 0.65, ''],
  [1, 'Рябов Константин Львович', 'ryabov.kl', 'Казань', 'Дроздов Артур Маратович', 0.55, ''],
  [1, 'Мухина Ольга Викторовна', 'muhina.ov', 'Казань', 'Дроздов Артур Маратович', 0.75, ''],
  [1, 'Кузнецов Андрей Петрович', '', 'Самара', 'Ярцева Инна Павловна', 0.5, 'namesake'],
  [1, 'Кузнецов Андрей Викторович', '', 'Казань', 'Дроздов Артур Маратович', 0.5, 'namesake'],
  [1, 'Лаптев Фёдор Ильич', 'laptev.fi', 'Самара', 'Ярцева Инна Павловна', 0.4, 'inactive'],
  [2, 'Орехова Марина Дмитриевна', 'orehova.md', 'Пермь', 'Зимина Лариса Юрьевна', 0.85, ''],
  [2, 'Фролова Екатерина Ивановна', 'frolova.ei', 'Пермь', 'Зимина Лариса Юрьевна', 0.55, ''],
  [2, 'Жданова Ксения Романовна', '', 'Пермь', 'Зимина Лариса Юрьевна', 0.7, ''],
  [2, 'Панов Денис Геннадьевич', 'panov.dg', 'Пермь', 'Зимина Лариса Юрьевна', 0.3, ''],
  [2, 'Хасанова Лилия Айдаровна', 'hasanova.la', 'Пермь', 'Зимина Лариса Юрьевна', 0.65, ''],
  [2, 'Ершов Матвей Степанович', 'ershov.ms', 'Тула', 'Белов Глеб Антонович', 0.45, ''],
  [2, 'Царёва Полина Вадимовна', 'tsareva.pv', 'Тула', 'Белов Глеб Антонович', 0.78, ''],
  [2, 'Уварова Нина Борисовна', '', 'Тула', 'Белов Глеб Антонович', 0.4, ''],
  [2, 'Чернова Вера Николаевна', 'chernova.vn', 'Тула', 'Белов Глеб Антонович', 0.6, ''],
  [2, 'Смирнова Анна Олеговна', '', 'Пермь', 'Зимина Лариса Юрьевна', 0.5, 'namesake'],
  [2, 'Смирнова Анна Тимуровна', '', 'Тула', 'Белов Глеб Антонович', 0.5, 'namesake'],
];

/** The 25 operators of both departments. */
export const operators: readonly Operator[] = rows.map(
  ([department, name, directoryLogin, office, supervisor, skill, mark]) => ({
    ...splitName(name),
    department,
    directoryLogin,
    office,
    supervisor,
    skill,
    active: mark !== 'inactive',
    namesake: mark === 'namesake',
  }),
);

function splitName(name: string): Pick<Operator, 'surname' | 'firstName' | 'patronymic' | 'female'> {
  const [surname = '', firstName = '', patronymic = ''] = name.split(' ');
  return { surname, firstName, patronymic, female: patronymic.endsWith('на') };
}

/** Callers who are in nobody's directory. */
export const strangers: readonly Operator[] = [
  'Ветров Роман Аркадьевич',
  'Полякова Жанна Львовна',
  'Сычёв Тимофей Егорович',
  'Абрамова Рита Семёновна',
].map((name) => ({
  ...splitName(name),
  department: 1,
  directoryLogin: '',
  office: '',
  supervisor: '',
  active: false,
  namesake: false,
  skill: 0.5,
}));

/** Active operators whom calls can be matched to without doubt. */
export const knownOperators: Readonly<Record<1 | 2, readonly Operator[]>> = {
  1: operators.filter(({ department, active, namesake }) => department === 1 && active && !namesake),
  2: operators.filter(({ department, active, namesake }) => department === 2 && active && !namesake),
};

/** The namesakes of a department. */
export const namesakes: Readonly<Record<1 | 2, readonly Operator[]>> = {
  1: operators.filter(({ department, namesake }) => department === 1 && namesake),
  2: operators.filter(({ department, namesake }) => department === 2 && namesake),
};

/** The directory of operators as `callq operators import` reads it. */
export function writeOperatorsCsv(): string {
  const lines = operators.map((operator) =>
    [
      `${operator.surname} ${operator.firstName} ${operator.patronymic}`,
      operator.department,
      operator.directoryLogin,
      operator.office,
      operator.supervisor,
      operator.active,
    ].join(','),
  );
  return `${['full_name,department_id,tbank_login,office,supervisor,active', ...lines].join('\n')}\n`;
}
