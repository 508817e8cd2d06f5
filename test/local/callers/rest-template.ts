/** The parts of a REST API for `doors-template.ts`. */

const RestApiId = { Ref: 'Rest' }
const uriOf = (name: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [name, 'Arn'] },
      '/invocations',
    ],
  ],
})

function resource(PathPart: string, parent?: string) {
  const ParentId = parent === undefined ? { 'Fn::GetAtt': ['Rest', 'RootResourceId'] } : { Ref: parent }
  return { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId, ParentId, PathPart } }
}

function method(HttpMethod: string, at: string, more: object = {}, integration: object = {}) {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId,
      ResourceId: { Ref: at },
      HttpMethod,
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: uriOf('Echo'),
        ...integration,
      },
      ...more,
    },
  }
}

const by = (authorizer: string) => ({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer } })

function lambdaAuthorizer(Type: 'TOKEN' | 'REQUEST', more: object) {
  return {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId,
      Name: Type,
      Type,
      AuthorizerUri: uriOf('Policy'),
      IdentitySource: 'method.request.header.Authorization',
      ...more,
    },
  }
}

export const restParts = {
  Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'rest', BinaryMediaTypes: ['image/*'] } },
  RestDeployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId } },
  RestStage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: {
      RestApiId,
      DeploymentId: { Ref: 'RestDeployment' },
      StageName: 'prod',
      Variables: { color: 'red' },
    },
  },
  RestAll: resource('{proxy+}'),
  RestPets: resource('pets'),
  RestPet: resource('{id}', 'RestPets'),
  RestHang: resource('hang'),
  RestToken: resource('token'),
  RestTokenOther: resource('other', 'RestToken'),
  RestRequest: resource('request'),
  RestRequestOther: resource('other', 'RestRequest'),
  RestClosed: resource('closed'),
  AnyRest: method('ANY', 'RestAll'),
  GetPet: method('GET', 'RestPet'),
  GetHang: method('GET', 'RestHang', {}, { TimeoutInMillis: 50 }),
  GetToken: method('GET', 'RestToken', by('TokenAuthorizer')),
  GetTokenOther: method('GET', 'RestTokenOther', by('TokenAuthorizer')),
  GetRequest: method('GET', 'RestRequest', by('RequestAuthorizer')),
  GetRequestOther: method('GET', 'RestRequestOther', by('RequestAuthorizer')),
  GetIam: method('GET', 'RestClosed', { AuthorizationType: 'AWS_IAM' }),
  PostKey: method('POST', 'RestClosed', { ApiKeyRequired: true }),
  PutMock: method('PUT', 'RestClosed', {}, { Type: 'MOCK', Uri: undefined }),
  PatchValid: method('PATCH', 'RestClosed', { RequestValidatorId: 'valid' }),
  TokenAuthorizer: lambdaAuthorizer('TOKEN', { IdentityValidationExpression: '[a-z ]+' }),
  RequestAuthorizer: lambdaAuthorizer('REQUEST', {
    IdentitySource: 'method.request.header.Authorization, context.httpMethod',
    AuthorizerResultTtlInSeconds: 60,
  }),
}
