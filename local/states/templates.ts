/** Payload templates: JSON in which a name that ends in `.$` takes its value from a path.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html */
import {
  isPlain,
  required,
  type RequiredCheck,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { json } from '@cognito-trigger-suite/triggers/internal/core/options/json'
import {
  inside,
  type Place,
  refuse,
  refuseBecause,
} from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { contextPaths, type Data, isPath, readPath } from './paths.ts'

/** A template whose paths this interpreter reads. */
export const template: RequiredCheck = required('a template', (value, at) => {
  if (!isPlain(value)) refuse(at, 'an object', value)
  json.test(value, at)
  testPaths(value, at)
})

function testPaths(value: unknown, at: Place): void {
  if (Array.isArray(value)) for (const [index, each] of value.entries()) testPaths(each, inside(at, index))
  if (!isPlain(value)) return
  for (const [name, each] of Object.entries(value)) {
    const place = inside(at, name)
    if (Object.hasOwn(value, `${name}.$`))
      refuseBecause(place, `stands beside ${name}.$, which takes its name`)
    if (!name.endsWith('.$')) testPaths(each, place)
    else if (typeof each !== 'string' || !isPath(each)) {
      refuseBecause(
        place,
        `is no path that runs here: use one such as $.a.b, without wildcards, filters and intrinsic functions, and ${contextPaths}`,
      )
    }
  }
}

/** @throws StateError `States.Runtime` for a path with nothing at it */
export function fillTemplate(value: unknown, data: Data): unknown {
  if (Array.isArray(value)) return value.map((each) => fillTemplate(each, data))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      name.endsWith('.$') && typeof each === 'string'
        ? [name.slice(0, -2), readPath(each, data)]
        : [name, fillTemplate(each, data)],
    ),
  )
}
