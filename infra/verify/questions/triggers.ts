/** How the pool calls a function, and what it makes of its answer. */
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Probe, type Question, unclear } from '../question.ts'
import { readClaims } from '../probe.ts'

const wrongPassword = 'Another-password-1'

export const attempts: Question = {
  name: 'attempts',
  sent: 'SignUp, whose pre sign-up function does not answer within five seconds',
  answers: ['1', '2', '3', '4', '5'],
  sets: { name: 'attempts', settings: { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 } },
  async ask(probe) {
    const mark = probe.mark('silent')
    await probe.signUp(mark)
    return String((await probe.callsOf(mark)).length)
  },
}

export const reservedClaims: Question = {
  name: 'reserved-claims',
  sent: 'InitiateAuth, whose pre token generation function overrides sub in the ID token',
  answers: ['refused', 'dropped', 'applied'],
  sets: { name: 'reservedClaims', settings: { refused: 'reject', dropped: 'drop' } },
  async ask(probe) {
    const mark = probe.mark('reserved')
    await probe.addUser(mark)
    const { exception, answer } = await probe.signIn(mark)
    if (exception !== '') return exception === 'InvalidLambdaResponseException' ? 'refused' : unclear
    return ownText(readIdToken(answer), 'sub') === 'probe' ? 'applied' : 'dropped'
  },
}

export const unconfirmedSignIn: Question = {
  name: 'unconfirmed-sign-in',
  sent: 'InitiateAuth of a user who has not confirmed, with a wrong password and with the right one',
  answers: ['before-password', 'after-password'],
  sets: {
    name: 'unconfirmedSignIn',
    settings: { 'before-password': 'before-password', 'after-password': 'after-password' },
  },
  async ask(probe) {
    const mark = probe.mark('plain')
    await probe.signUp(mark)
    return whenRefused(probe, mark, 'UserNotConfirmedException')
  },
}

export const preAuthentication: Question = {
  name: 'pre-authentication',
  sent: 'InitiateAuth with a wrong password and with the right one; the pre authentication function refuses',
  answers: ['before-password', 'after-password'],
  sets: {
    name: 'preAuthentication',
    settings: { 'before-password': 'before-password', 'after-password': 'after-password' },
  },
  async ask(probe) {
    const mark = probe.mark('deny-auth')
    await probe.addUser(mark)
    return whenRefused(probe, mark, 'UserLambdaValidationException')
  },
}

export const thrownError: Question = {
  name: 'thrown-error',
  sent: 'SignUp, whose pre sign-up function throws an error with the text [probe] refused',
  answers: ['as-documented', 'another-text', 'another-exception'],
  async ask(probe) {
    const { exception, text } = await probe.signUp(probe.mark('deny-sign-up'))
    if (exception === '') return unclear
    if (exception !== 'UserLambdaValidationException') return 'another-exception'
    return text === 'PreSignUp failed with error [probe] refused.' ? 'as-documented' : 'another-text'
  },
}

export const signUpOfAnExistingUser: Question = {
  name: 'sign-up-of-an-existing-user',
  sent: 'SignUp of the same user name twice',
  answers: ['exists-first', 'function-first'],
  async ask(probe) {
    const mark = probe.mark('plain')
    await probe.signUp(mark)
    const again = await probe.signUp(mark)
    const calls = await probe.callsOf(mark)
    if (again.exception !== 'UsernameExistsException') return unclear
    return calls.length === 1 ? 'exists-first' : calls.length === 2 ? 'function-first' : unclear
  },
}

/** What becomes of an odd answer of pre sign-up. */
function answered(name: string, mode: string, sent: string): Question {
  return {
    name,
    sent: `SignUp, whose pre sign-up function answers ${sent}`,
    answers: ['accepted', 'refused'],
    async ask(probe) {
      const { exception } = await probe.signUp(probe.mark(mode))
      if (exception === '') return 'accepted'
      return exception === 'InvalidLambdaResponseException' ? 'refused' : unclear
    },
  }
}

export const nullFlag = answered('null-flag', 'null-flag', 'with autoConfirmUser null')
export const changedUserName = answered('changed-user-name', 'other-name', 'with another userName')
export const changedVersion = answered('changed-version', 'other-version', 'with another version')
export const verifiedWithoutAddress = answered(
  'verified-without-address',
  'verify-nothing',
  'with autoConfirmUser and autoVerifyEmail, for a user without an e-mail address',
)

/** What becomes of the user's group in the ID token. */
function groups(name: string, mode: string, sent: string): Question {
  return {
    name,
    sent: `InitiateAuth of a user in a group, whose pre token generation function answers ${sent}`,
    answers: ['kept', 'removed', 'refused'],
    async ask(probe) {
      const mark = probe.mark(mode)
      await joinGroup(probe, mark)
      const { exception, answer } = await probe.signIn(mark)
      if (exception !== '') return exception === 'InvalidLambdaResponseException' ? 'refused' : unclear
      return own(readIdToken(answer), 'cognito:groups') === undefined ? 'removed' : 'kept'
    },
  }
}

export const groupsLeftOut = groups('groups-left-out', 'groups-left-out', 'without groupOverrideDetails')
export const groupsEmpty = groups('groups-empty', 'groups-empty', 'with an empty groupOverrideDetails')
export const groupsNone = groups('groups-none', 'groups-none', 'with an empty list of groupsToOverride')

/** Whether sign-ins that end in this exception end in it before the password is looked at. */
async function whenRefused(probe: Probe, mark: string, refusal: string): Promise<string> {
  const wrong = await probe.signIn(mark, wrongPassword)
  const right = await probe.signIn(mark)
  if (right.exception !== refusal) return unclear
  if (wrong.exception === refusal) return 'before-password'
  return wrong.exception === 'NotAuthorizedException' ? 'after-password' : unclear
}

async function joinGroup(probe: Probe, mark: string): Promise<void> {
  await probe.addUser(mark)
  await probe.ask('CreateGroup', { GroupName: mark })
  await probe.ask('AdminAddUserToGroup', { GroupName: mark, Username: mark })
}

function readIdToken(answer: unknown): unknown {
  return readClaims(ownText(own(answer, 'AuthenticationResult'), 'IdToken'))
}
