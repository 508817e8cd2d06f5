/** The CloudFormation template of the throw-away stack: everything that the probe makes is in it, so that one DeleteStack
 * removes everything. */
import { build } from 'esbuild'

export const stackName = (id: string): string => `probe-${id}`
/** Where a browser ends; nobody listens there, and nobody is called. */
export const callbackUrl = 'https://localhost/probe'
/** The name of the second pool as an identity provider: its case is what a question is about. */
export const providerName = 'ProbePeople'

const att = (id: string, name: string): object => ({ 'Fn::GetAtt': [id, name] })
const ref = (id: string): object => ({ Ref: id })
const sub = (text: string): object => ({ 'Fn::Sub': text })

/** Settings unlike the defaults, each of which the question `omitted-settings` leaves out of an update. */
export const unusualSettings = {
  Policies: { PasswordPolicy: { MinimumLength: 12 } },
  AdminCreateUserConfig: { InviteMessageTemplate: { EmailSubject: 'probe' } },
  VerificationMessageTemplate: { EmailSubject: 'probe' },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
}

const oauth = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email'],
}

export async function writeTemplate(id: string): Promise<object> {
  const name = stackName(id)
  const issuer = 'https://cognito-idp.${AWS::Region}.amazonaws.com/${PeoplePool}'
  const tags = [{ Key: 'probe', Value: id }]
  const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']
  const client = { UserPoolId: ref('Pool'), ExplicitAuthFlows: flows }
  return {
    Description: 'A throw-away pool that cognito-trigger-suite asks how Cognito behaves. Delete it.',
    Resources: {
      Logs: resource('Logs::LogGroup', {
        LogGroupName: `/aws/lambda/${name}`,
        RetentionInDays: 1,
        Tags: tags,
      }),
      Role: resource('IAM::Role', {
        AssumeRolePolicyDocument: allow({
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
        Tags: tags,
      }),
      Rights: resource('IAM::Policy', {
        PolicyName: name,
        Roles: [ref('Role')],
        PolicyDocument: allow(
          { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: att('Logs', 'Arn') },
          {
            Action: ['cognito-idp:CreateGroup', 'cognito-idp:AdminLinkProviderForUser'],
            Resource: att('Pool', 'Arn'),
          },
        ),
      }),
      Function: resource('Lambda::Function', {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: await bundle() },
        Environment: { Variables: { PROVIDER: providerName } },
        Role: att('Role', 'Arn'),
        MemorySize: 512,
        Timeout: 15,
        Tags: tags,
      }),
      Permission: resource('Lambda::Permission', {
        FunctionName: att('Function', 'Arn'),
        Action: 'lambda:InvokeFunction',
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: att('Pool', 'Arn'),
        SourceAccount: ref('AWS::AccountId'),
      }),
      Pool: resource('Cognito::UserPool', {
        UserPoolName: name,
        UserPoolTags: { probe: id },
        UsernameConfiguration: { CaseSensitive: true },
        ...unusualSettings,
        LambdaConfig: {
          PreSignUp: att('Function', 'Arn'),
          PreAuthentication: att('Function', 'Arn'),
          PreTokenGenerationConfig: { LambdaArn: att('Function', 'Arn'), LambdaVersion: 'V2_0' },
        },
      }),
      Domain: resource('Cognito::UserPoolDomain', { UserPoolId: ref('Pool'), Domain: name }),
      App: resource(
        'Cognito::UserPoolClient',
        {
          ...client,
          ...oauth,
          ClientName: 'app',
          CallbackURLs: [callbackUrl],
          SupportedIdentityProviders: ['COGNITO', providerName],
        },
        'Provider',
      ),
      Narrow: resource('Cognito::UserPoolClient', { ...client, ClientName: 'narrow', WriteAttributes: [] }),
      Provider: resource('Cognito::UserPoolIdentityProvider', {
        UserPoolId: ref('Pool'),
        ProviderName: providerName,
        ProviderType: 'OIDC',
        AttributeMapping: { email: 'email' },
        ProviderDetails: {
          client_id: ref('PeopleClient'),
          client_secret: att('PeopleClient', 'ClientSecret'),
          attributes_request_method: 'GET',
          oidc_issuer: sub(issuer),
          authorize_scopes: 'openid email',
        },
      }),
      PeoplePool: resource('Cognito::UserPool', {
        UserPoolName: `${name}-people`,
        UserPoolTags: { probe: id },
      }),
      PeopleDomain: resource('Cognito::UserPoolDomain', {
        UserPoolId: ref('PeoplePool'),
        Domain: `${name}-people`,
      }),
      PeopleClient: resource('Cognito::UserPoolClient', {
        ...oauth,
        UserPoolId: ref('PeoplePool'),
        ClientName: 'people',
        GenerateSecret: true,
        SupportedIdentityProviders: ['COGNITO'],
        CallbackURLs: [sub('https://${Domain}.auth.${AWS::Region}.amazoncognito.com/oauth2/idpresponse')],
      }),
    },
    Outputs: {
      UserPoolId: { Value: ref('Pool') },
      ClientId: { Value: ref('App') },
      NarrowClientId: { Value: ref('Narrow') },
      LoginUrl: { Value: sub('https://${Domain}.auth.${AWS::Region}.amazoncognito.com') },
      PeoplePoolId: { Value: ref('PeoplePool') },
    },
  }
}

function resource(type: string, properties: object, after?: string): object {
  return {
    Type: `AWS::${type}`,
    Properties: properties,
    ...(after !== undefined && { DependsOn: after }),
  }
}

function allow(...statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) }
}

/** In one file that CloudFormation calls index.js. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/function/handler.ts`],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    legalComments: 'none',
  })
  return outputFiles[0]?.text ?? ''
}
