/** What a host's own server uses to call the payments server. */
export { createClient, type Client, type ClientOptions, type Once } from './create-client.ts'
export { PaymentsError, type PaymentsErrorCode } from './payments-error.ts'
export { createNodeSessionHandler, createSessionHandler, type Asked, type Grant, type SessionHandlerOptions } from './session-handler.ts'
export { NotificationError, verifyNotification, type ReceivedNotification, type VerifiedNotification } from './verify-notification.ts'
