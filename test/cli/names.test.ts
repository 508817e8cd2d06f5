/** Wherever the command line takes a name, it tells the nearest of those that there are. */
import { expect, test } from 'vitest'
import { runInside } from './cli-process.ts'

test.each([
  [['explian', 'sign-up'], "Unknown command 'explian' (Did you mean explain?): see `cts --help`."],
  [
    ['explain', 'sign-up', '--fact', 'a'],
    "Unknown option '--fact' (Did you mean --facts?): see `cts explain --help`.",
  ],
  [['start', '--prot', '0'], "Unknown option '--prot' (Did you mean --port?): see `cts start --help`."],
  [['simulate', 'signup'], "There is no flow 'signup': did you mean 'sign-up'?"],
  [
    ['simulate', 'sign-up', '--fault', 'table=hnag'],
    "There is no kind of fault 'hnag': did you mean 'hang'?",
  ],
  [['invoke', 'presignup'], "There is no trigger or function 'presignup': did you mean 'pre-sign-up'?"],
  [
    ['events', 'list', '--trigger', 'pre-signup'],
    "There is no trigger 'pre-signup': did you mean 'pre-sign-up'?",
  ],
  [
    ['invoke', 'pre-sign-up', '--source', 'PreSignUp_AdminCreate'],
    "There is no source of pre-sign-up 'PreSignUp_AdminCreate': did you mean 'PreSignUp_AdminCreateUser'?",
  ],
  [['events', 'show', 'tokn'], "There is no event fixture 'tokn': did you mean 'token'?"],
  [['explain', 'sign-upp'], "'sign-upp' cannot be read: did you mean 'sign-up'?"],
  [
    ['explain', 'sign-up', '--set', 'request.userAtributes.email=a@b.example'],
    "--set request.userAtributes.email: no event has 'userAtributes' there: did you mean 'userAttributes'?",
  ],
])('%j', async (args, sentence) => {
  expect(await runInside(args)).toMatchObject({ exitCode: 64, stdout: '', stderr: `${sentence}\n` })
})

test.each(['request.userAttributes.emial=a', 'request.linkParameter=a', 'ours=a'])(
  '--set %s is taken, since its name may be there',
  async (value) => {
    expect(await runInside(['events', 'show', 'sign-up', '--set', value])).toMatchObject({ exitCode: 0 })
  },
)
