from wuzha.accounts.models.suspicions import Suspicion as Suspicion
