import { expect, test } from 'vitest'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { tokensOf, withAttributes } from './run-sources.ts'

test('a profile of blanks is incomplete', async () => {
  const source = profileIncomplete({ required: ['name', 'birthdate'], missingClaim: 'missing', target: 'id' })

  expect((await tokensOf([source], withAttributes({ name: ' ', birthdate: '2000-01-01' }))).id).toEqual({
    profile_incomplete: true,
    missing: ['name'],
  })
  expect((await tokensOf([source], withAttributes({ name: 'J', birthdate: '2000-01-01' }))).id).toEqual({
    profile_incomplete: false,
    missing: [],
  })
})
