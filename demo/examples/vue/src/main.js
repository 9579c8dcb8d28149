import 'jeweltrak-payments'
import { createApp } from 'vue'
import App from './App.vue'

createApp(App, { api: await (await fetch('/payments-url')).text() }).mount('#root')
