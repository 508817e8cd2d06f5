/** The app of a project that has none of its own. */
import { findSuiteFile } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import { runSuiteApp } from './app.ts'

runSuiteApp({ suite: findSuiteFile() })
