/** Reads the resource policies of the functions, one statement for each permission of the template. */
import { readOptionalString, readString } from './fields.ts'
import { toFunctionArn } from './local-values.ts'
import type { Resolver } from './resolver.ts'
import type { PermissionModel } from './stack-model.ts'
import { TemplateError } from './template-error.ts'

// Each narrows a permission in a way that cannot be judged here. To ignore it would allow too much.
const unknownConditions = [
  'EventSourceToken',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'PrincipalOrgID',
]

export function readPermissions(resolver: Resolver): readonly PermissionModel[] {
  return resolver.resourcesOf('AWS::Lambda::Permission').map(({ logicalId, resolved: properties }) => {
    const condition = unknownConditions.find((key) => Object.hasOwn(properties, key))
    if (condition !== undefined) {
      throw new TemplateError(
        `${logicalId}.${condition} cannot be judged by the local stack: use SourceArn and SourceAccount.`,
      )
    }
    const sourceArn = readOptionalString(properties, 'SourceArn', logicalId)
    const sourceAccount = readOptionalString(properties, 'SourceAccount', logicalId)
    return {
      functionArn: toFunctionArn(readString(properties, 'FunctionName', logicalId), resolver.region),
      principal: readString(properties, 'Principal', logicalId),
      action: readString(properties, 'Action', logicalId),
      ...(sourceArn === undefined ? {} : { sourceArn }),
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
    }
  })
}
