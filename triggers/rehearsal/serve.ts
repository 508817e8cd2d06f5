/** The rehearsal on Lambda. */
import { createCodeDeployTeller } from '../adapters/code-deploy-https.ts'
import { codeDeploy, lambda } from '../adapters/aws-services.ts'
import { connectTo } from '../adapters/connection.ts'
import { functionRegion } from '../adapters/setting.ts'
import { createVersionInvoker } from '../adapters/version-invoker-lambda.ts'
import { systemClock } from '../core/deadline.ts'
import { ownText } from '../core/json.ts'
import { type TriggerName, triggerNames } from '../registry.ts'
import { createHook } from './hook.ts'
import { rehearse } from './rehearse.ts'

const invoke = createVersionInvoker(() => connectTo(lambda))

export const serve = () =>
  createHook({
    rehearse: () =>
      rehearse({
        versions: readVersions(process.env['VERSIONS']),
        region: functionRegion(),
        clock: systemClock,
        invoke,
      }),
    tell: createCodeDeployTeller(() => connectTo(codeDeploy)),
    log: (line) => void process.stdout.write(`${line}\n`),
  })

/** `{ "<trigger>": "<ARN>" }`, as the construct sets it. */
function readVersions(text: string | undefined): ReadonlyMap<TriggerName, string> {
  const value: unknown = JSON.parse(text ?? '{}')
  return new Map(
    triggerNames.flatMap((trigger): [TriggerName, string][] => {
      const arn = ownText(value, trigger)
      return arn === undefined ? [] : [[trigger, arn]]
    }),
  )
}
