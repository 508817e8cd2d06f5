/** What every construct around a function of `callers/` is: its props are checked, and what the account asks of functions
 * and logs holds for its own. */
import { Annotations, AspectPriority, Aspects, Stack, Stage, Token } from 'aws-cdk-lib/core'
import { Construct, type IConstruct } from 'constructs'

import { type Checks, checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { requireInRegion } from './accept-suite.ts'
import { withoutUndefined } from './check-props.ts'
import { applyRunSettings, type RunSettings, runSettingsOf } from './operations.ts'

/** Settings that are left out are those of the suite that the props name, or else of the app's suites in the same account
 * and Region. */
export abstract class CallerConstruct<Props extends RunSettings> extends Construct {
  /** @throws TypeError with the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: Props, checks: Checks<Props>) {
    super(scope, id)
    checkOptions<Props>(new.target.name, withoutUndefined(props), checks)
    requireInRegion(Stack.of(this), props)
    // Late, since functions may be added and suites be made after this.
    const visit = (node: IConstruct): void => {
      if (node === this) run(this, props)
    }
    Aspects.of(this).add({ visit }, { priority: AspectPriority.MUTATING })
  }
}

function run(caller: Construct, props: RunSettings): void {
  const settings = findSettings(caller, props)
  applyRunSettings(caller, settings)
  if (settings.vpc === undefined) return
  Annotations.of(caller).addWarningV2(
    'cognito-trigger-suite:caller-vpc',
    'It runs in a VPC, whose subnets need a NAT gateway, or an endpoint for each service that it calls. The domain of managed login is in the internet.',
  )
}

/** @throws TypeError when suites differ in what the props do not say */
function findSettings(caller: Construct, props: RunSettings): RunSettings {
  const named = Object.values(props)
    .flat()
    .filter((each) => Construct.isConstruct(each))
  const ofNamed = suitesAmong(named.flatMap(({ node }) => node.scopes))
  const all = (Stage.of(caller) ?? caller.node.root).node.findAll()
  const suites = ofNamed.length > 0 ? ofNamed : suitesAmong(all).filter((suite) => isNear(suite, caller))
  const [first, ...others] = suites.map((suite) => runSettingsOf(suite) ?? {})
  const name = settingNames.find(
    (each) =>
      props[each] === undefined &&
      others.some((other) => JSON.stringify(other[each]) !== JSON.stringify(first?.[each])),
  )
  if (name !== undefined)
    throw new TypeError(`${caller.node.path}: the suites of this app differ in ${name}: give it ${name}.`)
  return Object.fromEntries(settingNames.map((each) => [each, props[each] ?? first?.[each]]))
}

const settingNames = [
  'logRetention',
  'encryptionKeyArn',
  'tracing',
  'vpc',
] as const satisfies readonly (keyof RunSettings)[]

function suitesAmong(constructs: readonly IConstruct[]): readonly IConstruct[] {
  return [...new Set(constructs)].filter((each) => runSettingsOf(each) !== undefined)
}

/** An app that names no environment has one all the same. */
function isNear(suite: IConstruct, caller: IConstruct): boolean {
  const [there, here] = [Stack.of(suite), Stack.of(caller)]
  const isSame = (one: string, other: string): boolean =>
    one === other || Token.isUnresolved(one) || Token.isUnresolved(other)
  return isSame(there.account, here.account) && isSame(there.region, here.region)
}
