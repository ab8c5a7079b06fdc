import { createModel } from '../../clients/llm/create-model.ts';
import { createGatewayProbe, isListed } from '../../clients/llm/probe-gateway.ts';
import { parseChecklist } from '../../domain/checklist.ts';
import { costOf } from '../../domain/price-table.ts';
import { parsePromptTemplate } from '../../domain/prompt-template.ts';
import { CallError } from '../../domain/errors.ts';
import type { Model, ReceivedAnswer } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import type { Host } from '../host.ts';
import { readSpending } from '../read-spending.ts';
import type { Resources } from '../resources.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce } from './examination.ts';
import type { Remark } from './finding.ts';
import { error, good, warning } from './finding.ts';

/** A person waits for it. */
const askTimeoutMs = 60_000;
/** Of a list of models, as many as a person reads. */
const mostNames = 20;

/** Nothing here costs money. */
export function examineGateway(
  examination: Examination,
  host: Host,
  resources: Resources,
): Promise<Seen<null>> {
  const alive = examination.begin(
    { name: 'gateway', needs: ['LLM_BASE_URL'], after: atOnce },
    async ({ config, signal, logger }) => {
      const { host: name } = config.LLM_BASE_URL;
      const probe = createGatewayProbe({ baseUrl: config.LLM_BASE_URL, random: host.random, logger });
      resources.add(() => probe.close());
      const status = await probe.liveness(signal);
      const remark =
        status === 200
          ? good(`${name} is alive`)
          : warning(
              `${name} answers, but GET /health/liveliness with HTTP ${status}: LLM_BASE_URL leads elsewhere, or a proxy hides the path.`,
            );
      return { remarks: [remark], value: probe };
    },
  );
  return examination.begin(
    { name: 'model', needs: ['TOKEN_LLM', 'MODEL'], after: alive },
    async ({ config, before, signal }) => ({
      remarks: [remarkOnModel(config.MODEL, await before.models(config.TOKEN_LLM, signal))],
      value: null,
    }),
  );
}

function remarkOnModel(model: string, models: readonly string[]): Remark {
  const facts = { model, models: models.length };
  if (isListed(model, models)) return good(`TOKEN_LLM may use ${model}`, facts);
  if (models.length === 0) {
    return warning(
      `The gateway lists no models for TOKEN_LLM, so that nobody can tell whether ${model} is allowed: --ask tells.`,
      facts,
    );
  }
  const shown = models.slice(0, mostNames).join(', ');
  const more = models.length > mostNames ? ` and ${models.length - mostNames} more` : '';
  return error(
    `MODEL (${model}) is not among the models that TOKEN_LLM may use: ${shown}${more}. Set one of them, or have the key allowed; of an alias that is not listed --ask tells.`,
  );
}

/** One tiny real question. Sent once: it costs money, a fraction of a cent. */
export function examineQuestion(examination: Examination, host: Host, resources: Resources): void {
  void examination.begin(
    {
      name: 'question',
      needs: ['LLM_BASE_URL', 'TOKEN_LLM', 'MODEL', 'LLM_TIMEOUT_SECONDS', 'CALLQ_PRICES'],
      after: atOnce,
      timeoutMs: askTimeoutMs + 5000,
    },
    async ({ config, signal, logger }) => {
      const model = createModel({
        baseUrl: config.LLM_BASE_URL,
        apiKey: config.TOKEN_LLM,
        requestTimeoutMs: Math.min(config.LLM_TIMEOUT_SECONDS * 1000, askTimeoutMs),
        slots: { concurrency: 1 },
        ...{ transportTries: 1, rateLimitTries: 2 },
        logger,
        random: host.random,
      });
      resources.add(() => model.close());
      const answer = await askOnce(model, config.MODEL, signal);
      const { text, problem, usage, answeringModel } = model.read(answer);
      const { prices } = readSpending(host, {
        ...config,
        CALLQ_MAX_COST_USD: undefined,
        CALLQ_MAX_TOKENS: undefined,
      });
      const cost = costOf({ header: answer.costUsd, answeringModel, usage }, prices, config.MODEL);
      const facts = {
        ...{ inputTokens: usage.input, outputTokens: usage.output, costUsd: cost.usd },
        ...{ costIsInvented: answer.costIsInvented, latencyMs: answer.latencyMs, answeringModel },
      };
      const spent = `${usage.input ?? 'unknown'} + ${usage.output ?? 'unknown'} tokens, ${priceTag(cost.usd, answer.costIsInvented)}`;
      const told = `${answeringModel ?? config.MODEL} answered in ${(answer.latencyMs / 1000).toFixed(1)} s: ${spent}`;
      const remark =
        text !== null && problem === null
          ? good(told, facts)
          : warning(
              `${told}; but the answer is of no use: ${problem?.failureClass ?? 'empty_answer'}`,
              facts,
            );
      return { remarks: [remark], value: null };
    },
  );
}

/** Throws CallError or StopRunError; it says so when nobody knows whether the question was paid for. */
async function askOnce(model: Model, askedModel: string, signal: AbortSignal): Promise<ReceivedAnswer> {
  const outcome = { isUnknown: false };
  try {
    return await model.ask(tinyQuestion(askedModel), signal, {
      mayRepeat: () => {
        outcome.isUnknown = true;
        return false;
      },
    });
  } catch (caught) {
    if (!outcome.isUnknown || !(caught instanceof CallError)) throw caught;
    const { stage, failureClass, message } = caught;
    throw new CallError(stage, failureClass, `${message}; it may have been paid for all the same`, {
      cause: caught,
    });
  }
}

function priceTag(usd: string | null, isInvented: boolean): string {
  if (usd === null) return 'the cost is unknown (no header, no price in CALLQ_PRICES)';
  return isInvented ? `${usd} USD, invented: a sandbox charges nobody` : `${usd} USD`;
}

/** The smallest question that has everything a real one has. Its call is invented. */
function tinyQuestion(askedModel: string): Question {
  const template = parsePromptTemplate(
    'Оцени звонок. Критерии:\n{criteria_list}\nРасшифровка:\n{transcription}\nОтветь одним объектом JSON.',
  );
  const checklist = parseChecklist([[], ['Проверка'], ['Поздоровался', '', 1, 'да/нет']]);
  if (!template.ok || !checklist.ok) throw new Error('the tiny question is broken');
  return {
    yardstick: {
      template: template.template,
      checklist: checklist.checklist,
      ...{ instructions: '', askedModel },
    },
    transcript: { phrases: [{ speaker: 'operator', startMs: 0, text: 'Добрый день' }] },
    ...{ note: null, onlyCriteria: null, maxAnswerTokens: null },
  };
}
