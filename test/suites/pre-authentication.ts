/** The suite as it comes, with pre authentication. */
export * from '../journeys/suites/pre-authentication.ts'
