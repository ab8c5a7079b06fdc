/**
 * An invented database of the old program, whose DDL was never published: other names of constraints, no cascade,
 * no primary key on calls, a sequence behind the rows, lengths, an orphan, columns that CallQ does not know.
 */
export const OLD_DATABASE = `
  CREATE TABLE departments (id serial PRIMARY KEY, title varchar(100) NOT NULL DEFAULT '', name varchar(200));
  CREATE TABLE operators (
    id integer PRIMARY KEY, full_name varchar(255) NOT NULL, email text NOT NULL, department_id integer
  );
  CREATE TABLE calls (
    id bigint NOT NULL, start_time timestamp NOT NULL, finish_time timestamp NOT NULL, operator_id integer,
    department_id integer, phone_number varchar(32) NOT NULL, total_score double precision, max_score integer,
    performance_percentage integer NOT NULL, loaded_at timestamp NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX calls_by_id ON calls (id);
  CREATE TABLE call_transcripts (id serial PRIMARY KEY, call_id bigint NOT NULL REFERENCES calls (id), transcript text);
  CREATE TABLE call_evaluations (
    id integer PRIMARY KEY, call_id bigint NOT NULL, category varchar(100), criterion text, score integer NOT NULL,
    max_score numeric NOT NULL, reason text,
    CONSTRAINT evaluation_of_call FOREIGN KEY (call_id) REFERENCES calls (id)
  );
  CREATE TABLE call_recommendations (
    call_id bigint, category text, issue text, recommendation text, priority varchar(10)
  );
  CREATE TABLE agreements (id serial PRIMARY KEY, call_id bigint REFERENCES calls (id), amount numeric NOT NULL, agreement text);
  CREATE TABLE call_decline_reasons (
    id serial PRIMARY KEY, call_id bigint REFERENCES calls (id), reason_type text, reason_description text NOT NULL,
    product_category text NOT NULL
  );

  INSERT INTO departments (id, title, name) VALUES (1, 'ТП', 'Отдел продаж');
  INSERT INTO operators VALUES (7, 'Малев Сергей', 'm@example.org', 1);
  INSERT INTO calls VALUES
    (9000000001, '2024-05-01 10:00', '2024-05-01 10:05', 7, 1, '+70000000000', 7.5, 10, 75, '2024-05-02'),
    (9000000002, '2024-05-01 11:00', '2024-05-01 11:05', 99, 1, '', NULL, NULL, 0, '2024-05-02');
  INSERT INTO call_transcripts VALUES (1, 9000000001, 'operator: Добрый день');
  INSERT INTO call_evaluations VALUES (500, 9000000001, 'К', 'Приветствие', 5, 5, 'да');
  INSERT INTO call_recommendations VALUES (9000000001, 'К', 'и', 'р', 'High'), (404, 'К', 'и', 'р', 'срочно');
  INSERT INTO agreements (id, call_id, amount, agreement) VALUES (40, 9000000001, 1000, 'заказ');
  INSERT INTO call_decline_reasons VALUES (12, 9000000001, 'снижение_объемов', 'дорого', 'грунт');
`;

/** The columns that the old program had, to compare its rows before and after. */
export const OLD_COLUMNS: Readonly<Record<string, string>> = {
  departments: 'id, title, name',
  operators: 'id, full_name, email, department_id',
  calls:
    'id, start_time, finish_time, operator_id, department_id, phone_number, total_score, max_score, ' +
    'performance_percentage, loaded_at',
  call_transcripts: 'id, call_id, transcript',
  call_evaluations: 'id, call_id, category, criterion, score, max_score, reason',
  call_recommendations: 'call_id, category, issue, recommendation, priority',
  agreements: 'id, call_id, amount, agreement',
  call_decline_reasons: 'id, call_id, reason_type, reason_description, product_category',
};
