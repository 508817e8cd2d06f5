/** The rehearsal on Lambda. */
import { createCodeDeployTeller } from '../adapters/code-deploy-https.ts'
import { codeDeploy, lambda } from '../adapters/aws-services.ts'
import { connectTo } from '../adapters/connection.ts'
import { functionRegion } from '../adapters/setting.ts'
import { createVersionInvoker } from '../adapters/version-invoker-lambda.ts'
import { systemClock } from '../core/deadline.ts'
import { ownText } from '../core/json.ts'
import { suiteFunctions } from '../registry.ts'
import { createHook } from './hook.ts'
import { type Rehearsal, rehearse } from './rehearse.ts'

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

/** `{ "<function>": "<ARN>" }`, as the construct sets it. */
function readVersions(text: string | undefined): Rehearsal['versions'] {
  const value: unknown = JSON.parse(text ?? '{}')
  return new Map(
    suiteFunctions.flatMap(({ name }) => {
      const arn = ownText(value, name)
      return arn === undefined ? [] : [[name, arn] as const]
    }),
  )
}
