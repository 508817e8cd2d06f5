/** Says what the service must know about a function: the settings that the synthesized template gives it. */
import { existsSync } from 'node:fs'

export interface FunctionConfig {
  readonly functionName: string
  /** Without alias or version: `arn:aws:lambda:<region>:<account>:function:<name>`. */
  readonly functionArn: string
  /** File and export, such as `index.handler`. */
  readonly handler: string
  /** Absolute path of the folder that holds the handler's file. */
  readonly codeDir: string
  readonly memoryMb: number
  /** 1 to 900. */
  readonly timeoutS: number
  readonly environment: Readonly<Record<string, string>>
  /** Names under which the published version may be called; all of them point at version 1. */
  readonly aliases: readonly string[]
  /** Whether version 1 is there without an alias, as CloudFront calls it. Default false. */
  readonly isPublished?: boolean
  /** Default `Text`. */
  readonly logFormat?: 'Text' | 'JSON'
}

/** The version that aliases point at; code without an alias runs as `$LATEST`. */
export const publishedVersion = '1'
export const latestVersion = '$LATEST'

/** Throws one sentence when a function could not exist in AWS, or has no code. */
export function checkFunctions(functions: readonly FunctionConfig[]): void {
  const names = new Set<string>()
  for (const config of functions) {
    const name = config.functionName
    if (names.has(name)) throw new TypeError(`Function ${name} is configured twice; names must be unique.`)
    names.add(name)
    if (!arnPattern.test(config.functionArn) || !config.functionArn.endsWith(`:function:${name}`))
      throw new TypeError(`The ARN of function ${name} must end in :function:${name}, without an alias.`)

    if (!(config.timeoutS > 0 && config.timeoutS <= 900))
      throw new TypeError(`The time-out of function ${name} is ${config.timeoutS} s; it must be 1 to 900 s.`)

    const reserved = Object.keys(config.environment).find((key) => reservedNames.has(key))
    if (reserved !== undefined)
      throw new TypeError(`Function ${name} sets ${reserved}, which Lambda reserves: remove that variable.`)

    if (!existsSync(config.codeDir))
      throw new Error(`The code of function ${name} is not in ${config.codeDir}: build it first.`)
  }
}

const arnPattern = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reservedNames: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])
