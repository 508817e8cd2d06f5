/** The templates that are compared with schemas, rules and the right to do nothing else. Each is synthesized once. */
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import * as fullSuite from '../faults/full-suite.ts'
import { type SynthesizedSuite, synthesizeSuite } from './synthesize-suite.ts'

export const provedSuites = ['shipped dev', 'shipped prod', 'full dev', 'full prod'] as const
export type ProvedSuite = (typeof provedSuites)[number]

const synthesized = new Map<ProvedSuite, SynthesizedSuite>()

export function proveSuite(name: ProvedSuite): SynthesizedSuite {
  const stage = name.endsWith('prod') ? 'prod' : 'dev'
  const plans = name.startsWith('full') ? { plans: readSuitePlans(fullSuite) } : {}
  const found = synthesized.get(name) ?? synthesizeSuite(plans, stage)
  synthesized.set(name, found)
  return found
}
