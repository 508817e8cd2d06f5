/** Mistakes in what a team adds to the stack. */
import { join } from 'node:path'

import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib'
import { UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'

import { CognitoTriggerSuite } from '../../../infra/cognito-trigger-suite.ts'
import { addBundles, addFunction, changed, override, type Mistake, warned } from './make.ts'

const variable = (name: string, value: string) =>
  changed(({ suite }) => suite.provisioningWorker.function.addEnvironment(name, value))
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:own'

export const ofTeams: readonly Mistake[] = [
  [
    'trigger that may run 30 s',
    'Cognito waits 5 s for customMessage',
    changed((stack) =>
      stack.suite.userPool.pool.addTrigger(
        UserPoolOperation.CUSTOM_MESSAGE,
        addFunction(stack, { timeout: Duration.seconds(30) }),
      ),
    ),
  ],
  [
    'second function for a trigger',
    'already exists',
    changed((stack) =>
      stack.suite.userPool.pool.addTrigger(UserPoolOperation.PRE_SIGN_UP, addFunction(stack)),
    ),
  ],
  [
    'old and new token trigger',
    'Cognito accepts one function for both',
    changed((stack) =>
      stack.suite.userPool.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, addFunction(stack)),
    ),
  ],
  ['trigger overridden in the template', 'in place of the suite', override('LambdaConfig.PreSignUp', arn)],
  [
    'token trigger overridden in the template',
    'in place of the suite',
    override('LambdaConfig.PreTokenGenerationConfig.LambdaArn', arn),
  ],
  [
    'all triggers overridden in the template',
    'in place of the suite',
    override('LambdaConfig', { PreSignUp: arn }),
  ],
  [
    'function of elsewhere that the pool may not call',
    'addPermission',
    warned('live', (stack) =>
      stack.suite.userPool.pool.addTrigger(
        UserPoolOperation.CUSTOM_MESSAGE,
        LambdaFunction.fromFunctionArn(stack, 'Elsewhere', arn),
      ),
    ),
  ],
  ...['API_KEY', 'dbPassword', 'SIGNING_KEY'].map((name): Mistake => [
    `secret in a variable ${name}`,
    `Variable ${name} of`,
    variable(name, 'sk_live_1'),
  ]),
  [
    'secret in a variable that the template overrides',
    'Variable API_KEY of',
    changed(({ suite }) => {
      const resource = suite.provisioningWorker.function.node.defaultChild
      if (resource instanceof CfnFunction) resource.addPropertyOverride('Environment.Variables.API_KEY', 'x')
    }),
  ],
  [
    'secret of Secrets Manager in a variable',
    'Variable CRM of',
    variable('CRM', SecretValue.secretsManager('crm').unsafeUnwrap()),
  ],
  ['private key in a variable', 'Variable CRM of', variable('CRM', '-----BEGIN EC PRIVATE KEY-----')],
  ['password of an address in a variable', 'Variable CRM of', variable('CRM', 'postgres://me:pw@db/crm')],
  [
    'two suites with one domain',
    'have one domainPrefix or customDomain: give each its own',
    () => {
      const { dir } = addBundles()
      const cdk = new App({ builtinCloudFormationValidation: false, outdir: join(dir, '../assembly') })
      for (const name of ['One', 'Two'])
        new CognitoTriggerSuite(new Stack(cdk, name), 'Suite', { bundleDirectory: dir, domainPrefix: 'acme' })
      cdk.synth()
    },
  ],
  [
    'function that may change its own pool',
    'cycle',
    changed(({ suite }) =>
      suite.triggers
        .get('post-confirmation')
        ?.allow(['cognito-idp:AdminAddUserToGroup'], suite.userPool.pool.userPoolArn),
    ),
  ],
  [
    'stack that the suite needs and that needs the suite',
    'cyclic',
    changed((stack) => {
      const other = new Stack(App.of(stack) ?? stack, 'Other')
      stack.suite.provisioningWorker.function.addEnvironment(
        'OWN',
        addFunction(other, { environment: { POOL: stack.suite.userPool.pool.userPoolId } }).functionArn,
      )
    }),
  ],
]
