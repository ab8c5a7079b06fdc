/** What exit codes and error classes are called towards a department; a test holds the classes against the code. */

const endings: Readonly<Record<number, string>> = {
  0: '✅ всё сделано',
  1: '⚠️ закончено, но не всё удалось',
  2: '❌ запуск не начался или остановлен раньше времени',
  3: '⏸ запуск уступил место: с этим отделом уже работает другой',
  130: '⏹ запуск прерван (SIGINT)',
  143: '⏹ запуск прерван (SIGTERM)',
};

export function wordsOfExitCode(exitCode: number): string {
  return endings[exitCode] ?? `код ${exitCode}`;
}

const reasons: Readonly<Record<string, string>> = {
  settings: 'ошибка в настройках',
  usage: 'ошибка в параметрах команды',
  unexpected: 'ошибка самой программы',
  database: 'база данных',
  sandbox_database: 'база данных предназначена для других звонков',
  department: 'в базе нет такого отдела (DEPARTAMENT_ID)',
  no_operators: 'справочник операторов пуст',
  forget_key: 'ключ CALLQ_FORGET_KEY',
  lock_lost: 'потеряна блокировка отдела',
  lock_held: 'с отделом работает другой запуск',
  prices: 'таблица цен CALLQ_PRICES',
  prompt: 'файл промпта',
  report: 'отчёт не удалось записать',
  sheet: 'таблица Google',
  google_key: 'ключ сервисного аккаунта Google',
  google_token: 'Google не выдаёт токен',
  google_clock: 'часы сервера расходятся с часами Google',
  sheet_changed: 'лист результатов меняли во время выгрузки',
  apps_script: 'функция Apps Script',
  not_exported: 'выгрузки не было',
  login: 'вход в T-Bank',
  group: 'группа операторов в T-Bank',
  tbank_response: 'непонятный ответ T-Bank',
  tbank_down: 'T-Bank не отвечает',
  listing: 'список звонков T-Bank',
  paging: 'страницы списка звонков T-Bank',
  call_not_listed: 'названного звонка нет в списке T-Bank',
  gateway_key: 'ключ шлюза моделей',
  gateway_url: 'адрес шлюза моделей',
  gateway_model: 'модель недоступна на шлюзе',
  gateway_budget: 'бюджет на шлюзе моделей исчерпан',
  gateway_no_deployment: 'у шлюза нет рабочего сервера для модели',
  gateway_refuses_all: 'шлюз моделей отклоняет все запросы',
  over_budget: 'исчерпан собственный лимит расходов (CALLQ_MAX_TOKENS, CALLQ_MAX_COST_USD)',
  gateway_down: 'шлюз моделей не отвечает',
};

/** The class itself when it has no words. */
export function wordsOfErrorClass(errorClass: string): string {
  return reasons[errorClass] ?? errorClass;
}
