/** Makes the environment of a sandbox: what Lambda sets, what the function sets, and nothing of this process. */
import { dirname } from 'node:path'
import type { FunctionConfig } from '../function-config.ts'
import { runtimeClientPath } from './sandbox-process.ts'

export interface SandboxIdentity {
  readonly version: string
  readonly initializationType: 'on-demand' | 'provisioned-concurrency'
  readonly logStreamName: string
}

/**
 * The function's own variables win over the defaults, `extra` wins over both, and nothing wins over what identifies the
 * sandbox.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function sandboxEnvironment(options: {
  readonly config: FunctionConfig
  readonly identity: SandboxIdentity
  readonly region: string
  readonly runtimeApi: string
  readonly extra: Readonly<Record<string, string>>
}): Readonly<Record<string, string>> {
  const { config, identity, region, runtimeApi, extra } = options
  const isJson = config.logFormat === 'JSON'
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    ...(isJson && { AWS_LAMBDA_LOG_LEVEL: 'INFO' }),
    ...config.environment,
    ...extra,
    TZ: ':UTC',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: identity.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: identity.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStreamName,
    AWS_LAMBDA_LOG_FORMAT: isJson ? 'JSON' : 'Text',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: config.codeDir,
    LAMBDA_RUNTIME_DIR: dirname(runtimeClientPath),
    _HANDLER: config.handler,
  }
}
