/** Checks of the steps that a team writes itself. */
import { type Denial, languages } from '../denials.ts'
import { isOrigin } from '../own-origin.ts'
import { textsByLanguage } from './wording.ts'
import {
  type Dependency,
  type EffectStep,
  type FactStep,
  isSuiteDependency,
  suiteDependencies,
} from '../step.ts'
import { isPlain, optional, required, type RequiredCheck, shape } from './check.ts'
import { actions } from './actions.ts'
import { list } from './collections.ts'
import { suggest } from './nearest.ts'
import { type Place, refuse, refuseBecause } from './refuse.ts'
import { secretName } from './secret.ts'
import { anything, callable, line, oneOf, text, whole } from './values.ts'

/** The longest budget of a step of a trigger, in milliseconds: the timeout of its function. */
export const stepBudget: RequiredCheck = whole(1, 4_000)

const connects = callable('a function that connects')

/** The origin of a team's own dependency. */
export const ownOrigin = text('an origin such as https://crm.example.com, without a path', isOrigin)

/** The name of a team's own dependency. */
export const ownName = text(
  "a name in kebab-case that is none of the suite's own",
  (name) => /^(?!.*-loopback$)[a-z][a-z0-9-]{0,47}$/.test(name) && !isSuiteDependency(name),
)

/** A wildcard may stand only for what is inside a named resource, such as the objects of a bucket. */
const resourceList = list(
  text('an ARN such as arn:aws:sqs:eu-west-1:111122223333:orders', (arn) =>
    /^arn:[a-z-]+:(?:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s*?/]+(?:\/[^\s*?/]+)*(?:(?<=\/[^/]+)\/\*)?|s3:::[^\s*?/]+(?:\/[^\s*?/]+)*\/\*)$/.test(
      arn,
    ),
  ),
)

/** Checks that the value has a dependency's name. Its other members are its methods. */
export const dependency = required('an adapter with the name of its dependency', (value, at) => {
  if (typeof value !== 'object' || value === null) refuse(at, dependency.allowed, value)
  const test = (name: keyof Dependency, check: RequiredCheck): boolean => {
    const part: unknown = Reflect.get(value, name)
    if (part !== undefined || name === 'name') check.test(part, { ...at, path: `${at.path}.${name}` })
    return part !== undefined
  }
  test('name', stepName)
  test('connect', connects)
  const hasSecret = test('secret', secretName)
  const isPlaced = [test('origin', ownOrigin), test('resources', resourceList)].includes(true)
  checkOwner(String(Reflect.get(value, 'name')), isPlaced, hasSecret, at)
})

/** A team's own dependency must say where it is. Otherwise a misspelled name of the suite's own would pass as a new one. */
function checkOwner(name: string, isPlaced: boolean, hasSecret: boolean, at: Place): void {
  const isSuites = isSuiteDependency(name)
  if (name.endsWith('-loopback'))
    refuseBecause(at, `has the name ${name}, which the local stack keeps for a stand-in`)
  if (isSuites && isPlaced) {
    refuseBecause(
      at,
      `has the name ${name}, which is the suite's own: a dependency with an origin or resources has another`,
    )
  }
  if (!isSuites && !isPlaced && !hasSecret) {
    refuseBecause(
      at,
      `has the name ${name}, and none of origin, resources or secret says where that is${suggest(name, suiteDependencies)}`,
    )
  }
}

/** A denial of the catalogue, or one of the team's own. */
export const denial: RequiredCheck = shape<Denial>(
  {
    code: text('a code in snake_case, 1 to 64 characters', (code) => /^[a-z][a-z0-9_]{0,63}$/.test(code)),
    texts: textsByLanguage,
    reason: line,
  },
  'a denial',
)

const deny = shape<Extract<FactStep<unknown>['onFailure'], { kind: 'deny' }>>({
  kind: oneOf(['deny']),
  denial,
})
const useOrDeny = shape({ kind: oneOf(['deny', 'use']), value: optional(anything) })

const factPolicy = required("{ kind: 'deny', denial } or { kind: 'use', value }", (value, at) => {
  if (!isPlain(value)) refuse(at, factPolicy.allowed, value)
  if (value['kind'] === 'deny') deny.test(value, at)
  else useOrDeny.test(value, at)
})

/** Report, metrics, facts and docs use it. */
export const stepName = text('a name in kebab-case, 1 to 48 characters', (name) =>
  /^[a-z][a-z0-9-]{0,47}$/.test(name),
)

/** What facts and effects have in common. */
const stepChecks = {
  name: stepName,
  dependency,
  actions,
  leadingKeys: optional(
    list(
      text('partitions of the table such as USER#*', (keys) => keys.length > 1),
      1,
    ),
  ),
  budgetMs: stepBudget,
  attempts: whole(1, 5),
  requests: optional(whole(1, 64)),
  run: callable('a function that calls the dependency'),
}

/** A fact that a rule or a claim source asks for. */
export const factStep: RequiredCheck = shape<FactStep<unknown> & { lastKnown?(): unknown }>(
  {
    ...stepChecks,
    onFailure: factPolicy,
    lastKnown: optional(callable('a function that remembers')),
  },
  'a fact',
)

/** An effect that is carried out after the decision. */
export const effectStep: RequiredCheck = shape<EffectStep<unknown>>(
  { ...stepChecks, onFailure: shape<EffectStep<unknown>['onFailure']>({ kind: oneOf(['defer', 'drop']) }) },
  'an effect',
)

/** A language that denials and texts are written in. */
export const language: RequiredCheck = oneOf(languages)
