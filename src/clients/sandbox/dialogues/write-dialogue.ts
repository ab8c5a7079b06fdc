import type { CallPlan } from '../world/call-plan.ts';
import { goodsTalk, pleas, smallTalk } from './common-texts.ts';
import type { Dialogue } from './dialogue.ts';
import * as office from './office-texts.ts';
import { internalTalk, otherScenarios, shortTalk } from './other-texts.ts';
import { Scene } from './scene.ts';
import { speakLikeRecognition } from './speech-recognition.ts';
import * as trade from './trade-texts.ts';

const pleaEvery = 100;

/** Writes the conversation of a call: the same one every time, from its plan alone. */
export function writeDialogue(plan: CallPlan): Dialogue {
  return speakLikeRecognition(writeScene(plan).turns, plan);
}

function writeScene(plan: CallPlan): Scene {
  const scene = new Scene(plan);
  if (plan.kind === 'short') return scene.play(shortTalk);
  if (plan.kind === 'internal') return scene.play(internalTalk, 4);
  if (plan.kind === 'not-sales') return playOther(scene, plan);
  if (plan.seed % pleaEvery === 0) scene.play(pleas);
  return plan.key.department === 1 ? playTrade(scene, plan) : playOffice(scene, plan);
}

function playOther(scene: Scene, plan: CallPlan): Scene {
  const scenario = otherScenarios[plan.seed % otherScenarios.length] ?? otherScenarios[0];
  scene.playFrom(scenario, 9);
  if (scene.does(0.5)) scene.play(trade.farewellGood);
  else scene.play(trade.farewellPoor);
  return scene.fillUp([smallTalk], Math.min(46, plan.phraseCount));
}

/** Department 1: a trade representative calls a shop. */
function playTrade(scene: Scene, plan: CallPlan): Scene {
  if (scene.does(0.35)) scene.play(trade.tradeOpeningGood);
  else scene.play(scene.does(0.15) ? trade.tradeOpeningMiddle : trade.tradeOpeningPoor);
  scene.play(trade.tradeContactCheck, scene.often(2, 0.4));
  scene.play(trade.tradeNeeds, scene.often(5, 0.15));
  scene.play(trade.tradeStock, scene.often(2, 0.45));
  scene.play(trade.tradeListening, scene.often(2, 0.5));
  scene.play(trade.tradeOffer, 2);
  scene.play(trade.tradePresentation, scene.often(5, 0.2));
  scene.play(trade.tradePromotion, scene.often(2, 0.3));
  scene.playPairs(
    trade.tradeObjections,
    [0.3, 0.55].map((threshold) =>
      scene.does(threshold) ? trade.tradeObjectionGood : trade.tradeObjectionPoor,
    ),
  );
  scene.play(trade.tradeCross, scene.often(2, 0.45));
  scene.play(scene.does(0.4) ? trade.tradeNextStepGood : trade.tradeNextStepPoor);
  scene.play(scene.does(0.3) ? trade.farewellGood : trade.farewellPoor);
  return scene.fillUp([goodsTalk, goodsTalk, smallTalk], plan.phraseCount);
}

/** Department 2: an office manager calls a customer who buys less. */
function playOffice(scene: Scene, plan: CallPlan): Scene {
  if (scene.does(0.3)) scene.play(office.officeOpeningGood);
  else scene.play(scene.does(0.15) ? trade.tradeOpeningMiddle : trade.tradeOpeningPoor);
  scene.play(scene.does(0.35) ? office.officeReasonGood : office.officeReasonPoor);
  const reasons = Object.values(office.declineReasons);
  const reason = reasons[plan.seed % reasons.length] ?? office.declineReasons.price;
  scene.play(reason);
  scene.play(office.officeClarify, scene.often(4, 0.2));
  const second = reasons[(plan.seed >>> 4) % reasons.length];
  if (second !== undefined && second !== reason && scene.does(0.6)) scene.play(second);
  scene.play(office.officeListening, scene.often(2, 0.45));
  scene.play(office.officeEmpathy, scene.often(2, 0.35));
  scene.play(office.officeOffer, 2);
  if (scene.does(0.4)) scene.play(office.officeSolutionGood, scene.does(0.7) ? 2 : 1);
  else scene.play(office.officeSolutionPoor);
  scene.play(office.officeReturnOffer, scene.often(2, 0.45));
  scene.play(scene.does(0.4) ? office.officeNextStepGood : office.officeNextStepPoor);
  scene.play(scene.does(0.3) ? trade.farewellGood : trade.farewellPoor);
  return scene.fillUp([goodsTalk, goodsTalk, smallTalk], plan.phraseCount);
}
