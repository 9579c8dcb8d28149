import 'jeweltrak-payments'
import { mount } from 'svelte'
import App from './App.svelte'

mount(App, { target: document.getElementById('root'), props: { api: await (await fetch('/payments-url')).text() } })
