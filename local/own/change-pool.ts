/** Changes settings of a pool before it starts. */
import { isJsonObject, type JsonObject } from '../template/fields.ts'
import type { StackModel } from '../template/stack-model.ts'

/** Properties of `AWS::Cognito::UserPool`, as CloudFormation writes them. */
export type PoolProperties = JsonObject

/** A given property replaces that of the pool, except objects, whose members do: `Policies`, `LambdaConfig`. */
export function changePool(model: StackModel, given: PoolProperties = {}): StackModel {
  const { userPool } = model
  return { ...model, userPool: { ...userPool, properties: merge(userPool.properties, given) } }
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const entries = Object.entries(other).map(([name, value]) => {
    const before = one[name]
    return [name, isJsonObject(before) && isJsonObject(value) ? merge(before, value) : value] as const
  })
  return { ...one, ...Object.fromEntries(entries) }
}
