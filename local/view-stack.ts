/** What the console says of the stack. */
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import { languages } from '@cognito-trigger-suite/triggers/core/denials'
import type { StackView } from './console/views.ts'
import type { FunctionModel, StackModel } from './template/stack-model.ts'

export function viewStack(
  model: StackModel,
  running: Pick<StackView, 'cognitoEndpoint' | 'clientId'> & { readonly attempts: number },
): StackView {
  const { attempts, ...addresses } = running
  return {
    region: model.region,
    userPoolId: model.userPool.id,
    ...addresses,
    functions: functionsByTrigger(model),
    limits: {
      triggerMs: cognitoLimitMs,
      attempts,
      functionTimeoutMs: Object.fromEntries(
        model.functions.map(({ functionName, timeoutS }) => [functionName, timeoutS * 1_000]),
      ),
    },
    locales: languages,
  }
}

/** Trigger name → function name; where several functions have one, as guards may: `guards/<function name>` for each. */
export function functionsByTrigger({
  functions,
}: {
  readonly functions: readonly Pick<FunctionModel, 'trigger' | 'functionName'>[]
}): Readonly<Record<string, string>> {
  const named = Map.groupBy(functions, ({ trigger }) => trigger)
  return Object.fromEntries(
    functions.map(({ trigger, functionName }) => [
      named.get(trigger)?.length === 1 ? trigger : `${trigger}/${functionName}`,
      functionName,
    ]),
  )
}
