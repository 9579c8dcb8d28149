import { expect } from '@open-wc/testing'
import { ProblemError, SessionError, UnansweredError } from '../../widget/shared/api/errors.ts'

describe('an error of a call', () => {
  const problem = { type: 'about:blank', title: 'Not refundable', status: 422, code: 'not_refundable', requestId: 'r' } as const

  it('says what the server said, else its title', () => {
    expect(new ProblemError({ ...problem, detail: 'This is cash.' }).message).to.equal('This is cash.')
    expect(new ProblemError(problem).message).to.equal('Not refundable')
  })

  it('is told from others by its name, in a host’s log too', () => {
    const errors = [new ProblemError(problem), new UnansweredError('gone'), new SessionError('none')]
    expect(errors.map(String)).to.deep.equal(['ProblemError: Not refundable', 'UnansweredError: gone', 'SessionError: none'])
  })
})
