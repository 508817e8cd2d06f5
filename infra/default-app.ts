/** The app of a project that has none of its own. */
import { findSuiteFile } from '../triggers/build/suite-file.ts'
import { runSuiteApp } from './app.ts'

runSuiteApp({ suite: findSuiteFile() })
