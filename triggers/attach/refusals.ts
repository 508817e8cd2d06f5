/** Why a pool is left alone, and what to know before it is changed. */
import type { Slot } from './slots.ts'

export type Refusal =
  | { readonly code: 'wrong_shape'; readonly at: string }
  | { readonly code: 'unknown_key'; readonly key: string }
  | { readonly code: 'two_messages' }
  | { readonly code: 'slot_occupied'; readonly slot: Slot; readonly functionArn: string }
  | { readonly code: 'slot_not_ours'; readonly slot: Slot; readonly functionArn: string }
  | { readonly code: 'function_missing'; readonly slot: Slot; readonly functionArn?: string }
  | { readonly code: 'function_elsewhere'; readonly slot: Slot; readonly functionArn: string }
  | { readonly code: 'plan_too_small'; readonly version: string }
  | {
      readonly code: 'client_may_write'
      readonly clientId: string
      readonly attribute: string
      readonly by: string
    }
  | { readonly code: 'group_missing'; readonly group: string }
  | { readonly code: 'owned_by_stack'; readonly stack: string }
  | { readonly code: 'owned_by_program'; readonly owner: string }
  | { readonly code: 'owner_unknown' }
  | { readonly code: 'owner_unreadable'; readonly exception: string }

export function describeRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case 'wrong_shape':
      return `DescribeUserPool told a ${refusal.at} of a form that is not known: an update could lose it.`
    case 'unknown_key':
      return `The pool has ${refusal.key}, which this version does not know, and an update without it may reset it: upgrade, or read about it and give --send ${refusal.key}, which sends it back as it came, or --leave-out ${refusal.key}.`
    case 'two_messages':
      return 'VerificationMessageTemplate has EmailMessage and EmailMessageByLink, which no update may send together: take one of them out first.'
    case 'slot_occupied':
      return `${refusal.slot} calls ${refusal.functionArn}, and a pool calls one function for each trigger, which cannot call the other: give --replace ${refusal.slot} to take its place, or --keep ${refusal.slot} to leave it there.`
    case 'slot_not_ours':
      return `${refusal.slot} calls ${refusal.functionArn}, which is none of the functions that you named: it stays. Give --function ${refusal.slot}=${refusal.functionArn} to take it off all the same.`
    case 'function_missing':
      return refusal.functionArn === undefined
        ? `No function of the suite is given for ${refusal.slot}: give --function ${refusal.slot}=arn:….`
        : `${refusal.slot} calls ${refusal.functionArn}, and no function of the suite is given for it: give --function ${refusal.slot}=${refusal.functionArn} to take it off.`
    case 'function_elsewhere':
      return `${refusal.functionArn} is of another account or Region than the pool: deploy the suite beside the pool.`
    case 'plan_too_small':
      return `Event version ${refusal.version} of pre token generation needs the plan ESSENTIALS or PLUS, and the pool is LITE: change the plan, or give --token-version V1_0.`
    case 'client_may_write':
      return `App client ${refusal.clientId} may write ${refusal.attribute}, on which ${refusal.by} relies, so that people could give themselves what it says: take it out of the client's WriteAttributes.`
    case 'group_missing':
      return `The suite names the group ${refusal.group}, which the pool does not have: create it.`
    case 'owned_by_stack':
      return `The stack ${refusal.stack} owns the pool, and its next change of the pool would remove the triggers: add to its template what cts snippet prints. Where it names them already, as after a detach, give --owner ${refusal.stack}.`
    case 'owned_by_program':
      return `${refusal.owner} owns the pool, and its next run would remove the triggers: add there what cts snippet prints.`
    case 'owner_unknown':
      return 'No CloudFormation stack owns the pool: say who changes its settings, --owner console for people, else terraform, pulumi, sst or serverless, whose next run would remove the triggers.'
    case 'owner_unreadable':
      return `CloudFormation did not tell which stack owns the pool (${refusal.exception}): allow cloudformation:DescribeStackResources, or give --owner console if no stack does.`
  }
}

/** An update of an earlier run that has not seen its end, and the settings that are not as it was to leave them. */
export interface InterruptedRun {
  readonly code: 'interrupted'
  readonly state: 'without_effect' | 'in_effect' | 'to_put_back' | 'changed_since'
  readonly settings: readonly string[]
}

export type Remark =
  | InterruptedRun
  | { readonly code: 'still_called'; readonly slot: Slot; readonly functionArn: string }
  | { readonly code: 'sms_rights' }
  | { readonly code: 'ses_rights' }
  | { readonly code: 'left_out'; readonly keys: readonly string[] }

export function describeRemark(remark: Remark): string {
  switch (remark.code) {
    case 'interrupted':
      return `An earlier run was interrupted${describeRun(remark)}`
    case 'still_called':
      return `${remark.slot} goes on calling ${remark.functionArn}.`
    case 'sms_rights':
      return 'The pool sends texts: the update needs iam:PassRole on the role in SmsConfiguration.'
    case 'ses_rights':
      return 'The pool sends mail with SES: the update needs the rights to use its identity.'
    case 'left_out':
      return `Not sent back, since an update keeps or refuses it: ${remark.keys.join(', ')}.`
  }
}

function describeRun({ state, settings }: InterruptedRun): string {
  const names = settings.join(', ')
  switch (state) {
    case 'without_effect':
      return ', and its update has had no effect.'
    case 'in_effect':
      return ', and its update has had its effect.'
    case 'to_put_back':
      return `: its update had changed ${names}, too. --apply puts the pool back as it was before that update and does no more: run it once more after that.`
    case 'changed_since':
      return `, and ${names} changed since: it stays as it is now.`
  }
}

/** What a refusal by Cognito or Lambda means. */
export function describeException(exception: string): string {
  const [, action] = /^AccessDenied\w*: (.+)$/.exec(exception) ?? []
  if (action !== undefined)
    return `Your credentials may not do ${action}, or what it needs: docs/recipes/attach.md lists all rights.`
  switch (exception) {
    case 'UserImportInProgressException':
      return 'An import of users runs, and no update is taken meanwhile: wait for its end.'
    case 'OperationNotEnabledException':
      return 'The pool is a replica in this Region, whose triggers are set apart: attach in its own Region.'
    case 'FeatureUnavailableInTierException':
    case 'TierChangeNotAllowedException':
      return "A setting is not part of the pool's plan."
    case 'InvalidSmsRoleAccessPolicyException':
    case 'InvalidSmsRoleTrustRelationshipException':
      return 'Cognito may not use the role in SmsConfiguration: mend its policy, and allow iam:PassRole.'
    case 'InvalidEmailRoleAccessPolicyException':
      return 'Cognito may not send with the SES identity of the pool: mend its policy.'
    case 'UserPoolTaggingException':
      return 'The tags of the pool could not be sent back.'
    case 'ResourceNotFoundException':
      return 'The pool or a function is not there: check its id, the Region and the account.'
    case 'ConcurrentModificationException':
      return 'Others change the pool at the same time: run it again.'
    case 'ExpiredTokenException':
    case 'ExpiredToken':
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
    case 'InvalidSignatureException':
      return 'AWS does not take your credentials: renew them, for example by signing in again.'
    case 'InvalidParameterException':
      return 'AWS refused a value (InvalidParameterException): check the id of the pool, and in CloudTrail what the call was refused for.'
    case 'timeout':
    case 'unreachable':
    case 'server_error':
    case 'answer_unreadable':
      return `No answer of AWS that can be read (${exception}): check the Region, the network and a proxy between, and run it again.`
    default:
      // The name of a connection's error, such as ECONNRESET.
      return /^E[A-Z_]+$/.test(exception)
        ? `AWS was not reached (${exception}): check the Region, the network and a proxy between.`
        : describeOther(exception)
  }
}

function describeOther(exception: string): string {
  return exception === '' ? 'The update had no effect.' : `AWS said ${exception}.`
}
