/** A moment as an option. */
import { momentForm, readMoment } from '../moment.ts'
import { text } from './values.ts'

export const moment = text(momentForm, (value) => readMoment(value) !== undefined)
