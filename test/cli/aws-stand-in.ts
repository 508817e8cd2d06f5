/** Stands in for the AWS CLI's `aws lambda invoke` where it is not installed: takes the flags that the page uses and no
 * others, sends the same Invoke request through the SDK, and prints the answer's fields in the CLI's form.
 * @see https://docs.aws.amazon.com/cli/latest/reference/lambda/invoke.html */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda'

const [service, operation, ...rest] = process.argv.slice(2)
if (service !== 'lambda' || operation !== 'invoke')
  throw new TypeError('only `aws lambda invoke` is stood in for')
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: {
    'function-name': { type: 'string' },
    'log-type': { type: 'string' },
    payload: { type: 'string' },
    'endpoint-url': { type: 'string' },
    'cli-read-timeout': { type: 'string' },
    query: { type: 'string' },
    output: { type: 'string' },
  },
})
const [outfile, ...more] = positionals
const endpoint = values['endpoint-url']
const payload = values.payload?.replace(/^fileb:\/\//, '')
if (outfile === undefined || more.length > 0) throw new TypeError('aws lambda invoke takes one outfile')
if (endpoint === undefined || payload === undefined || payload === values.payload)
  throw new TypeError('aws lambda invoke needs --endpoint-url, and --payload as fileb://<file>')

const client = new LambdaClient({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: Number(process.env['AWS_MAX_ATTEMPTS'] ?? 3),
  requestHandler: {
    requestTimeout:
      Number(values['cli-read-timeout'] ?? 60) * 1_000 * Number(process.env['SUITE_SLOW_MOTION'] ?? 1),
    throwOnRequestTimeout: true,
  },
})
try {
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: values['function-name'],
      LogType: values['log-type'] === 'Tail' ? 'Tail' : 'None',
      Payload: readFileSync(payload),
    }),
  )
  writeFileSync(outfile, answer.Payload ?? '')
  const { StatusCode, FunctionError, LogResult, ExecutedVersion } = answer
  const printed = { StatusCode, FunctionError, LogResult, ExecutedVersion }
  process.stdout.write(
    values.query === 'LogResult' ? `${LogResult ?? 'None'}\n` : `${JSON.stringify(printed, null, 4)}\n`,
  )
} catch (error) {
  if (error instanceof LambdaServiceException) {
    process.stderr.write(
      `\nAn error occurred (${error.name}) when calling the Invoke operation: ${error.message}\n`,
    )
    process.exitCode = 254
  } else if (error instanceof Error && error.name === 'TimeoutError') {
    const path = `/2015-03-31/functions/${values['function-name']}/invocations`
    process.stderr.write(`\nRead timeout on endpoint URL: "${endpoint}${path}"\n`)
    process.exitCode = 255
  } else throw error
}
