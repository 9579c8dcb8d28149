import 'jeweltrak-payments'
import 'jeweltrak-payments/react'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Payments({ api }: { readonly api: string }) {
  const [balance, setBalance] = useState<number | null>(null)
  const [renders, setRenders] = useState(0)
  return (
    <>
      <p id="balance">{balance}</p>
      <button id="render" onClick={() => setRenders(renders + 1)}>
        Rendered {renders}
      </button>
      <jeweltrak-payments
        api={api}
        fetchClientSecret={async () => {
          const answer = await fetch('/payments-session?invoice=1001', { method: 'POST' })
          return (await answer.json()).clientSecret
        }}
        onjeweltrak-ready={(event) => setBalance(event.invoice.balance)}
        onjeweltrak-balance-changed={(event) => setBalance(event.invoice.balance)}
      />
    </>
  )
}

const api = await (await fetch('/payments-url')).text()
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Payments api={api} />)
