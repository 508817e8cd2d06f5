/** Settings of the pool and of an app client. */
import { isDeepStrictEqual } from 'node:util'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Question, unclear } from '../question.ts'
import { unusualSettings } from '../template.ts'

export const emptyWriteAttributes: Question = {
  name: 'empty-write-attributes',
  sent: 'SignUp with an e-mail address, by an app client whose WriteAttributes are an empty list',
  answers: ['accepted', 'refused'],
  async ask(probe) {
    const mark = probe.mark('plain')
    const { exception } = await probe.signUp(mark, {
      ClientId: probe.stage.narrowClientId,
      UserAttributes: [{ Name: 'email', Value: `${mark}@example.com` }],
    })
    if (exception === '') return 'accepted'
    return exception === 'NotAuthorizedException' ? 'refused' : unclear
  },
}

/** It comes last, since it changes the pool. */
export const omittedSettings: Question = {
  name: 'omitted-settings',
  sent: `UpdateUserPool with LambdaConfig alone, where ${Object.keys(unusualSettings).join(', ')} are unlike their defaults`,
  answers: ['reset', 'kept', 'some-kept'],
  sets: { name: 'omittedSettings', settings: { reset: 'reset', kept: 'kept' } },
  async ask(probe) {
    const before = own((await probe.ask('DescribeUserPool', {})).answer, 'UserPool')
    const { exception } = await probe.ask('UpdateUserPool', { LambdaConfig: own(before, 'LambdaConfig') })
    const after = own((await probe.ask('DescribeUserPool', {})).answer, 'UserPool')
    if (exception !== '' || !isObject(before) || !isObject(after)) return unclear
    const kept = Object.keys(unusualSettings).filter((name) => isDeepStrictEqual(before[name], after[name]))
    probe.note('kept', kept.length === 0 ? 'none' : kept.join(', '))
    if (kept.length === 0) return 'reset'
    return kept.length === Object.keys(unusualSettings).length ? 'kept' : 'some-kept'
  },
}
